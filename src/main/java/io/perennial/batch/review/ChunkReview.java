package io.perennial.batch.review;

import io.perennial.batch.review.ReviewRepository.Range;
import io.perennial.customer.profile.Facts;
import io.perennial.customer.profile.Profile;
import io.perennial.customer.profile.ProfileService;
import io.perennial.customer.profile.Tiers;
import io.perennial.decision.DecisionRecord;
import io.perennial.platform.clock.BusinessClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Review of one chunk of customers: time-dependent facts, tiers, churn risk and expiries, in the transaction of its job. */
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class ChunkReview {

    /** Customers in memory at a time; a chunk has several pages, so that its journeys are started together. */
    private static final int PAGE = 1000;

    private final ReviewRepository repository;
    private final ProfileService profiles;
    private final Tiers tiers;
    private final ChurnWarnings churnWarnings;
    private final Expiries expiries;
    private final ReviewProgress progress;
    private final BusinessClock clock;

    ChunkReview(
            ReviewRepository repository,
            ProfileService profiles,
            Tiers tiers,
            ChurnWarnings churnWarnings,
            Expiries expiries,
            ReviewProgress progress,
            BusinessClock clock) {
        this.repository = repository;
        this.profiles = profiles;
        this.tiers = tiers;
        this.churnWarnings = churnWarnings;
        this.expiries = expiries;
        this.progress = progress;
        this.clock = clock;
    }

    /** Reviews the chunk page by page, then applies tier changes and warnings of all pages; does nothing a second time. */
    public void review(String review, int no) {
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
            reviewed += reviewPage(page.get(0), page.get(page.size() - 1), cause, changes, warnings);
        }
        tiers.applyChanges(changes);
        churnWarnings.start(warnings);
        expiries.apply(range, cause);
        repository.setDone(review, no, reviewed, changes.size(), warnings.size());
        progress.reportAfterCommit(review);
    }

    private int reviewPage(
            String from, String to, String cause, List<Tiers.Change> changes, List<DecisionRecord> warnings) {
        Map<String, Profile> page = profiles.loadForUpdate(from, to);
        Map<Profile, Facts> facts = profiles.computeFacts(page.values());
        changes.addAll(tiers.decide(facts, cause));
        List<DecisionRecord> pageWarnings = churnWarnings.decide(facts, cause);
        Instant now = clock.instant();
        pageWarnings.forEach(warning -> page.get(warning.customerId()).warned(now));
        warnings.addAll(pageWarnings);
        profiles.save(page.values());
        return page.size();
    }
}
