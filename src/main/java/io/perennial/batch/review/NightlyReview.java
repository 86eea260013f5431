package io.perennial.batch.review;

import io.perennial.batch.review.ReviewRepository.Range;
import io.perennial.customer.profile.Facts;
import io.perennial.customer.profile.Profile;
import io.perennial.customer.profile.ProfileService;
import io.perennial.customer.profile.Tiers;
import io.perennial.decision.DecisionRecord;
import io.perennial.decision.Decisions;
import io.perennial.effect.coupon.CouponService;
import io.perennial.effect.points.Levels;
import io.perennial.effect.points.PointsService;
import io.perennial.journey.Journey;
import io.perennial.journey.Journeys;
import io.perennial.journey.Stage;
import io.perennial.journey.StageChange;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.engine.runtime.ProcessListener;
import io.perennial.platform.engine.runtime.StartupLock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Looks at every customer: facts that age, tiers, churn risk, expiries. Each step joins the transaction of its job. */
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class NightlyReview implements ProcessListener {

    private static final Logger LOG = LoggerFactory.getLogger(NightlyReview.class);
    private static final String PROCESS = "nightly-review";
    private static final String CHURN_WARNING = "churn-warning";
    private static final String CHURN_RISK = "churn-risk";

    /** Customers in memory at a time; a chunk has several pages, so that what it starts is started together. */
    private static final int PAGE = 1000;

    /** The reasons of {@code churn-risk} as an operator reads them; one that a designer added is shown as it is. */
    private static final Map<Object, String> WORDS = Map.of(
            "NO_LOGIN", "No login for long 久未登录",
            "NO_ORDER", "No order for long 久未下单",
            "REPAYMENT_SLOWING", "Repays later and later 还款变慢");

    private final ReviewRepository repository;
    private final ProfileService profiles;
    private final Tiers tiers;
    private final Decisions decisions;
    private final Journeys journeys;
    private final CouponService coupons;
    private final PointsService points;
    private final Levels levels;
    private final StartupLock oneNodeAtATime;
    private final ReviewProgress progress;
    private final BusinessClock clock;
    private final int chunkSize;

    NightlyReview(
            ReviewRepository repository,
            ProfileService profiles,
            Tiers tiers,
            Decisions decisions,
            Journeys journeys,
            CouponService coupons,
            PointsService points,
            Levels levels,
            StartupLock oneNodeAtATime,
            ReviewProgress progress,
            BusinessClock clock,
            @Value("${perennial.review.chunk-size:5000}") int chunkSize) {
        this.repository = repository;
        this.profiles = profiles;
        this.tiers = tiers;
        this.decisions = decisions;
        this.journeys = journeys;
        this.coupons = coupons;
        this.points = points;
        this.levels = levels;
        this.oneNodeAtATime = oneNodeAtATime;
        this.progress = progress;
        this.clock = clock;
        this.chunkSize = chunkSize;
    }

    /** Splits the customers into chunks and says how many; nothing while another review is open, on whichever node. */
    public OptionalInt plan(String review) {
        List<Integer> chunks = new ArrayList<>();
        oneNodeAtATime.run(() -> {
            if (!repository.anotherIsOpen(review)) {
                chunks.add(repository.plan(review, chunkSize));
            }
        });
        return chunks.stream().mapToInt(Integer::intValue).findFirst();
    }

    /** Reviews one chunk of customers, page by page; what follows for any of them begins together at the end. */
    public void chunk(String review, int no) {
        Range range = repository.range(review, no);
        if (range.done()) {
            return;
        }
        String cause = "review:" + review;
        List<Tiers.Change> changes = new ArrayList<>();
        List<DecisionRecord> warnings = new ArrayList<>();
        List<String> customers = repository.customers(range);
        int reviewed = 0;
        for (int from = 0; from < customers.size(); from += PAGE) {
            List<String> page = customers.subList(from, Math.min(from + PAGE, customers.size()));
            reviewed += page(page.get(0), page.get(page.size() - 1), cause, changes, warnings);
        }
        tiers.applyChanges(changes);
        decisions.save(warnings);
        journeys.changeStage(warnings.stream().map(NightlyReview::warning).toList());
        coupons.expire(range.from(), range.to());
        points.expire(range.from(), range.to());
        levels.review(range.from(), range.to(), cause);
        repository.done(review, no, reviewed, changes.size(), warnings.size());
        progress.tellAfterCommit(review);
    }

    private int page(String from, String to, String cause, List<Tiers.Change> changes, List<DecisionRecord> warnings) {
        Map<String, Profile> page = profiles.loadForUpdate(from, to);
        Map<Profile, Facts> facts = profiles.computeFacts(page.values());
        changes.addAll(tiers.decide(facts, cause));
        List<DecisionRecord> warned = warnings(facts, cause);
        Instant now = clock.instant();
        warned.forEach(warning -> page.get(warning.customerId()).warned(now));
        warnings.addAll(warned);
        profiles.save(page.values());
        return page.size();
    }

    private List<DecisionRecord> warnings(Map<Profile, Facts> facts, String cause) {
        Decisions.DecisionTable churnRisk = decisions.table(CHURN_RISK);
        List<DecisionRecord> warnings = List.copyOf(facts.entrySet()).parallelStream()
                .filter(one -> one.getKey().stage() == Stage.RETENTION)
                .map(one -> churnRisk.decide(
                        one.getKey().customerId(), one.getValue().asMap(), cause))
                .filter(risk -> !"NONE".equals(risk.output("churnRisk")))
                .toList();
        Set<String> warnedAlready = warnedAlready(warnings);
        return warnings.stream()
                .filter(warning -> !warnedAlready.contains(warning.customerId()))
                .toList();
    }

    private Set<String> warnedAlready(List<DecisionRecord> warnings) {
        return journeys.open(warnings.stream().map(DecisionRecord::customerId).toList()).stream()
                .filter(journey -> journey.process().equals(CHURN_WARNING))
                .map(Journey::customerId)
                .collect(Collectors.toSet());
    }

    private static StageChange warning(DecisionRecord risk) {
        Object reason = risk.output("churnReason");
        return new StageChange(
                risk.cause() + ":" + risk.customerId(),
                risk.customerId(),
                Stage.CHURN_WARNING,
                WORDS.getOrDefault(reason, String.valueOf(reason)) + " (" + risk.output("churnRisk") + ")",
                Map.of("churnRisk", risk.output("churnRisk"), "churnReason", reason));
    }

    /** Ends the review, and forgets decisions nobody will ask about any more; the next review may begin. */
    public void close(String review) {
        if (repository.close(review)) {
            progress.over(review);
            LOG.info("Review {} is done, {} old decisions are forgotten", review, decisions.deleteExpired());
        }
    }

    @Override
    public Map<String, Object> started(String process, String businessKey, String processInstanceId) {
        return Map.of();
    }

    /** A review that was cancelled by hand must not keep the next from starting. */
    @Override
    public void ended(String process, String businessKey, String processInstanceId) {
        if (process.equals(PROCESS)) {
            close(processInstanceId);
        }
    }
}
