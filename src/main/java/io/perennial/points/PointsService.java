package io.perennial.points;

import io.perennial.api.Refused;
import io.perennial.clock.BusinessClock;
import io.perennial.clock.Sequence;
import io.perennial.points.PointsRepository.Earlier;
import io.perennial.points.PointsRepository.NewEntry;
import io.perennial.points.PointsRepository.OpenLot;
import io.perennial.points.Statement.LotPoints;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Keeps customers' points. Callers hold the customer's lock. */
@Service
public class PointsService {

    private static final String EARNED = "POINTS_EARNED";
    private static final String SPENT = "POINTS_SPENT";
    private static final String EXPIRED = "POINTS_EXPIRED";

    private final PointsRepository repository;
    private final PointsTerms terms;
    private final Sequence sequence;
    private final BusinessClock clock;

    PointsService(PointsRepository repository, PointsTerms terms, Sequence sequence, BusinessClock clock) {
        this.repository = repository;
        this.terms = terms;
        this.sequence = sequence;
        this.clock = clock;
    }

    /** Makes the customer a member, at the lowest level; nothing changes for a member. */
    @Transactional
    public void enrol(String customerId) {
        repository.insertMemberIfAbsent(customerId, Level.BRONZE, clock.instant());
    }

    /**
     * Gives the customer points, once per key, that last as long as the terms say.
     *
     * @throws IllegalArgumentException when there is nothing to give
     * @throws Refused KEY_REUSED when the key stands for other points
     */
    @Transactional
    public void earn(String key, String customerId, int points, String reason, String cause) {
        requirePositive(points);
        if (isNew(key, customerId, EARNED, points, reason)) {
            Instant now = clock.instant();
            long lot = sequence.next();
            Instant expiresAt =
                    now.atZone(clock.getZone()).plusMonths(terms.months()).toInstant();
            repository.insertLot(lot, customerId, now, expiresAt, points);
            repository.insert(
                    List.of(new NewEntry(
                            sequence.next(),
                            key,
                            customerId,
                            EARNED,
                            points,
                            reason,
                            cause,
                            List.of(new LotPoints(Long.toString(lot), points)))),
                    now);
        }
    }

    /**
     * Takes points from the lots that expire first, once per key; TOO_FEW, and nothing taken, when the balance is smaller.
     *
     * @throws IllegalArgumentException when there is nothing to take
     * @throws Refused KEY_REUSED when the key stands for other points
     */
    @Transactional
    public Spent spend(String key, String customerId, int points, String reason, String cause) {
        requirePositive(points);
        if (!isNew(key, customerId, SPENT, -points, reason)) {
            return new Spent(Spent.Outcome.SPENT, repository.lotsOf(key));
        }
        Instant now = clock.instant();
        List<LotPoints> used = new ArrayList<>();
        int missing = points;
        for (OpenLot lot : repository.lockOpenLots(customerId, now)) {
            if (missing == 0) {
                break;
            }
            int taken = Math.min(missing, lot.remaining());
            used.add(new LotPoints(Long.toString(lot.lotId()), taken));
            missing -= taken;
        }
        if (missing > 0) {
            return new Spent(Spent.Outcome.TOO_FEW, List.of());
        }
        repository.take(used);
        repository.insert(
                List.of(new NewEntry(sequence.next(), key, customerId, SPENT, -points, reason, cause, used)), now);
        return new Spent(Spent.Outcome.SPENT, used);
    }

    /**
     * Lets the due lots of all customers from one id to another, both included, expire.
     *
     * @return how many lots
     */
    @Transactional
    public int expire(String fromCustomerId, String toCustomerId) {
        Instant now = clock.instant();
        List<OpenLot> expired = repository.empty(repository.due(fromCustomerId, toCustomerId, now));
        repository.insert(
                expired.stream()
                        .map(lot -> new NewEntry(
                                sequence.next(),
                                "points-expiry:" + lot.lotId(),
                                lot.customerId(),
                                EXPIRED,
                                -lot.remaining(),
                                "expired",
                                "its months are over",
                                List.of(new LotPoints(Long.toString(lot.lotId()), lot.remaining()))))
                        .toList(),
                now);
        return expired.size();
    }

    /** The customer's points with all that happened to them. */
    public Statement statement(String customerId) {
        Membership membership = of(List.of(customerId)).get(customerId);
        return new Statement(
                membership.balance(), membership.level(), repository.entries(customerId), repository.lots(customerId));
    }

    /** Level and balance of each of these customers. */
    public Map<String, Membership> of(Collection<String> customerIds) {
        Map<String, Level> levels = repository.levels(customerIds);
        Map<String, Integer> balances = repository.balances(customerIds, clock.instant());
        Map<String, Membership> memberships = new HashMap<>();
        customerIds.forEach(id -> memberships.put(id, new Membership(levels.get(id), balances.getOrDefault(id, 0))));
        return memberships;
    }

    boolean knows(String customerId) {
        return repository.knows(customerId);
    }

    private boolean isNew(String key, String customerId, String kind, int points, String reason) {
        Optional<Earlier> earlier = repository.earlier(key);
        if (earlier.isPresent() && !earlier.get().equals(new Earlier(customerId, kind, points, reason))) {
            throw Refused.keyReused(key);
        }
        return earlier.isEmpty();
    }

    private static void requirePositive(int points) {
        if (points <= 0) {
            throw new IllegalArgumentException("Points must be more than 0, not " + points);
        }
    }
}
