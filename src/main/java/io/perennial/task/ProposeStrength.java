package io.perennial.task;

import io.perennial.decision.strategy.StrategyChange;
import io.perennial.decision.strategy.StrategyChanges;
import io.perennial.effect.coupon.Offer;
import io.perennial.effect.coupon.Offers;
import io.perennial.learning.response.StrengthTuner.Advice;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.engine.model.TableModels;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Proposes, as a change of strategy, what the tuner may not do by itself: to name another offer in a table. */
@Component
class ProposeStrength {

    /** Who proposes; no user has this name, so that anybody with the right may decide. */
    static final String TUNER = "strength-tuner";

    private static final Logger LOG = LoggerFactory.getLogger(ProposeStrength.class);

    /** As long as this a proposal about a table is not repeated, whatever became of it. */
    private static final Duration PATIENCE = Duration.ofDays(30);

    private static final int LAST_CHANGES = 50;

    private final StrategyChanges changes;
    private final TableModels tables;
    private final Offers offers;
    private final BusinessClock clock;

    ProposeStrength(StrategyChanges changes, TableModels tables, Offers offers, BusinessClock clock) {
        this.changes = changes;
        this.tables = tables;
        this.offers = offers;
        this.clock = clock;
    }

    /** The change that waits for somebody now; empty when there is nothing to change, or it was proposed lately. */
    Optional<StrategyChange> propose(Advice advice) {
        OptionalInt latest = tables.latest(advice.table());
        Offer instead = offers.offers().get(advice.replacement());
        if (latest.isEmpty() || instead == null) {
            LOG.warn(
                    "No table {} or no offer {}: the advice on {} leads nowhere",
                    advice.table(),
                    advice.replacement(),
                    advice.offer());
            return Optional.empty();
        }
        String today = tables.model(advice.table(), latest.getAsInt());
        String proposed = today.replace(cell(advice.offer()), cell(advice.replacement()));
        if (proposed.equals(today) || proposedLately(advice.table())) {
            return Optional.empty();
        }
        return Optional.of(changes.propose(TUNER, advice.table(), proposed, reason(advice, instead)));
    }

    private static String cell(String offer) {
        return "<text>\"" + offer + "\"</text>";
    }

    private boolean proposedLately(String table) {
        Instant lately = clock.instant().minus(PATIENCE);
        return changes.newest(table, LAST_CHANGES).stream()
                .anyMatch(change ->
                        change.proposedBy().equals(TUNER) && change.proposedAt().isAfter(lately));
    }

    private String reason(Advice advice, Offer instead) {
        Offer today = offers.get(advice.offer());
        BigDecimal more = instead.estimate()
                .subtract(today.estimateAt(advice.strength()))
                .multiply(BigDecimal.valueOf(advice.customers() * advice.redeemedShare()))
                .setScale(2, RoundingMode.HALF_UP);
        return String.format(
                Locale.ROOT,
                "%s at strength %s, the end of its band, earned %.2f yuan a customer more than at any other, at least"
                        + " %.2f. Expected cost of %s in its place: %s yuan a month more, as long as no more customers use"
                        + " it than now (%.1f %% of %d a month).",
                advice.offer(),
                advice.strength().toPlainString(),
                advice.gain(),
                advice.gainLowerBound(),
                advice.replacement(),
                more.toPlainString(),
                100 * advice.redeemedShare(),
                advice.customers());
    }
}
