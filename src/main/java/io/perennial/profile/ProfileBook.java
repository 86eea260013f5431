package io.perennial.profile;

import io.perennial.api.Refused;
import io.perennial.clock.BusinessClock;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Opens profiles for reading, or locked for writing, and closes them again. */
@Component
public class ProfileBook {

    private final ProfileRepository repository;
    private final BusinessClock clock;

    ProfileBook(ProfileRepository repository, BusinessClock clock) {
        this.repository = repository;
        this.clock = clock;
    }

    /** Locks the customers in the order of their ids until the transaction ends, then reads them; unknown ones are left out. */
    public Map<String, Profile> openLocked(Collection<String> customerIds) {
        repository.lock(customerIds);
        return repository.load(customerIds);
    }

    public Profile read(String customerId) {
        Profile profile = repository.load(List.of(customerId)).get(customerId);
        if (profile == null) {
            throw Refused.unknownCustomer(customerId);
        }
        return profile;
    }

    /** Those facts of a customer, and no more of the history read than they need; words that are no facts are left out. */
    public Map<String, Object> facts(String customerId, Collection<String> words) {
        List<Fact> asked =
                words.stream().map(Fact::of).flatMap(Optional::stream).toList();
        Set<Fact.History> parts = EnumSet.noneOf(Fact.History.class);
        asked.forEach(fact -> fact.history().ifPresent(parts::add));
        Profile profile = repository.load(List.of(customerId), parts).get(customerId);
        if (profile == null) {
            throw Refused.unknownCustomer(customerId);
        }
        Facts facts = facts(profile);
        Map<String, Object> values = new HashMap<>();
        asked.forEach(fact -> values.put(fact.word(), facts.get(fact)));
        return values;
    }

    /** A profile for a customer who registers now; it is written with {@link #save}. */
    public Profile fresh(String customerId, Instant at, String channel, String campaign, boolean consent) {
        return Profile.registered(customerId, at, channel, campaign, consent, clock.instant());
    }

    public Facts facts(Profile profile) {
        return Facts.of(profile, clock.instant(), clock.getZone());
    }

    /** Writes back what changed. */
    public void save(Collection<Profile> profiles) {
        repository.save(profiles);
    }
}
