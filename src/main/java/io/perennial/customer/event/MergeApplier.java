package io.perennial.customer.event;

import io.perennial.customer.identity.CustomerIdentities;
import io.perennial.customer.profile.Facts;
import io.perennial.customer.profile.Profile;
import io.perennial.customer.profile.ProfileService;
import io.perennial.customer.profile.Tiers;
import io.perennial.journey.Journeys;
import io.perennial.journey.Stage;
import io.perennial.journey.StageChange;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Merges one customer into another: the surviving profile becomes the one that all events under a single id would have given. */
@Component
class MergeApplier {

    private final CustomerIdentities identities;
    private final ProfileService profiles;
    private final ProfileUpdate update;
    private final Tiers tiers;
    private final Journeys journeys;
    private final AcceptedEventListeners listeners;

    MergeApplier(
            CustomerIdentities identities,
            ProfileService profiles,
            ProfileUpdate update,
            Tiers tiers,
            Journeys journeys,
            AcceptedEventListeners listeners) {
        this.identities = identities;
        this.profiles = profiles;
        this.update = update;
        this.tiers = tiers;
        this.journeys = journeys;
        this.listeners = listeners;
    }

    void apply(IntakeSegment segment, NewEvent merge) {
        String from = merge.customerId();
        String into = segment.resolveId(merge.text("intoCustomerId"));
        if (from.equals(into)) {
            return;
        }
        boolean mergedWasActive = segment.profile(from).stage() != Stage.LOST;
        String cause = "event:" + merge.eventId();
        identities.merge(from, into);
        Profile survivor = replayHistory(into);
        profiles.saveOrdersAndBills(List.of(survivor));
        Map<Profile, Facts> facts = profiles.computeFacts(List.of(survivor));
        List<Tiers.Change> tierChanges = tiers.decide(facts, cause);
        profiles.save(List.of(survivor));
        Map<String, Object> factsByKey = facts.get(survivor).asMap();
        listeners.beforeJourneys(listener -> listener.onMerged(into, cause, factsByKey));
        if (survivor.hasOrdered()) {
            journeys.wake(List.of(EventPublisher.wakeUp(survivor, EventType.ORDER_PLACED, survivor.lastOrderAt())));
        }
        tiers.applyChanges(tierChanges);
        if (survivor.stage() == Stage.LOST && mergedWasActive) {
            Stage stage = survivor.hasOrdered() ? Stage.RETENTION : Stage.ACTIVATION;
            journeys.changeStage(List.of(new StageChange(cause, into, stage, "merged with " + from)));
        }
        listeners.afterJourneys(listener -> listener.onMerged(into, cause, factsByKey));
    }

    /** Twice if the region of the merged customer, known only after the first time, is in another time zone. */
    private Profile replayHistory(String customerId) {
        Profile profile =
                update.replayHistory(profiles.loadForUpdate(Set.of(customerId)).get(customerId));
        return profiles.timeZoneChanged(profile) ? update.replayHistory(profile) : profile;
    }
}
