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

/** Proposes the tuner's advice to replace an offer in a table as a change of strategy. */
@Component
class ProposeStrength {

    /** Proposer; not the name of a user, so that everyone with the right may decide. */
    static final String TUNER = "strength-tuner";

    private static final Logger LOG = LoggerFactory.getLogger(ProposeStrength.class);

    /** Time within which a proposal about a table is not repeated, whatever its outcome. */
    private static final Duration REPEAT_AFTER = Duration.ofDays(30);

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

    /** Proposes the change; empty if there is nothing to change, or if one was proposed recently. */
    Optional<StrategyChange> propose(Advice advice) {
        OptionalInt latest = tables.latest(advice.table());
        Offer instead = offers.offers().get(advice.replacement());
        if (latest.isEmpty() || instead == null) {
            LOG.warn(
                    "No table {} or no offer {}: the advice on {} is ignored",
                    advice.table(),
                    advice.replacement(),
                    advice.offer());
            return Optional.empty();
        }
        String today = tables.model(advice.table(), latest.getAsInt());
        String proposed = today.replace(cell(advice.offer()), cell(advice.replacement()));
        if (proposed.equals(today) || proposedRecently(advice.table())) {
            return Optional.empty();
        }
        return Optional.of(changes.propose(TUNER, advice.table(), proposed, reason(advice, instead)));
    }

    private static String cell(String offer) {
        return "<text>\"" + offer + "\"</text>";
    }

    private boolean proposedRecently(String table) {
        Instant lately = clock.instant().minus(REPEAT_AFTER);
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
                "%s at strength %s, the end of its band, earned %.2f yuan per customer more than at any other strength, at"
                        + " least %.2f. Expected cost of %s in its place: %s yuan a month more, if the redeemed share stays"
                        + " the same (%.1f %% of %d a month).",
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
