package io.perennial.effect.points;

import io.perennial.effect.points.PointsRepository.EarnedLot;
import io.perennial.effect.points.PointsRepository.LedgerEntry;
import io.perennial.effect.points.PointsRepository.NewEntry;
import io.perennial.effect.points.PointsRepository.NewLot;
import io.perennial.effect.points.PointsRepository.OpenLot;
import io.perennial.effect.points.PointsRepository.StoredEntry;
import io.perennial.effect.points.SpendResult.SpendOutcome;
import io.perennial.effect.points.Statement.LotPoints;
import io.perennial.platform.api.ApiException;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.sql.SequenceIds;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Ledger of customers' points and levels. Callers hold the customer's lock. */
@Service
public class PointsService {

    static final String EARNED = "POINTS_EARNED";
    private static final String SPENT = "POINTS_SPENT";
    private static final String EXPIRED = "POINTS_EXPIRED";
    private static final String REVERSED = "POINTS_REVERSED";
    private static final String REASON_EXPIRED = "expired";

    private final PointsRepository repository;
    private final PointsTerms terms;
    private final SequenceIds sequence;
    private final BusinessClock clock;

    PointsService(PointsRepository repository, PointsTerms terms, SequenceIds sequence, BusinessClock clock) {
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
     * Credits points to the customer, once per key; they expire after the configured months. Owed points are repaid from them
     * first.
     *
     * @throws IllegalArgumentException when points is not positive
     * @throws ApiException KEY_REUSED when the key was used for other points
     */
    @Transactional
    public void earn(String key, String customerId, long points, String reason, String cause) {
        requirePositive(points);
        if (isNew(key, customerId, EARNED, points, reason)) {
            Instant now = clock.instant();
            long lot = sequence.next();
            repository.insertLots(List.of(new NewLot(lot, customerId, now, expiry(now), points)));
            repository.insert(
                    List.of(new NewEntry(lot, key, customerId, EARNED, points, reason, cause, List.of())), now);
            repository
                    .owedBy(List.of(customerId))
                    .forEach((debtor, owed) -> repay(key, debtor, lot, points, owed, now));
        }
    }

    /**
     * Points to credit.
     *
     * @param earnedAt start of their validity, and the time that counts towards a level
     * @param cause the order, bill or day they are earned for; a cancellation reverses them by it
     */
    public record Award(String key, String customerId, long points, Instant earnedAt, String reason, String cause) {}

    /**
     * Credits points to many customers in a constant number of statements. Awards that have expired already are skipped; the keys
     * must be new.
     *
     * @return the customers who got points
     */
    @Transactional
    public Set<String> award(List<Award> awards) {
        Instant now = clock.instant();
        List<NewLot> lots = new ArrayList<>();
        List<NewEntry> entries = new ArrayList<>();
        Map<String, List<NewLot>> lotsOf = new LinkedHashMap<>();
        Map<Long, String> keys = new HashMap<>();
        for (Award award : awards) {
            requirePositive(award.points());
            Instant earnedAt = award.earnedAt().isAfter(now) ? now : award.earnedAt();
            NewLot lot = new NewLot(sequence.next(), award.customerId(), earnedAt, expiry(earnedAt), award.points());
            if (!lot.expiresAt().isAfter(now)) {
                continue;
            }
            lots.add(lot);
            lotsOf.computeIfAbsent(award.customerId(), id -> new ArrayList<>()).add(lot);
            keys.put(lot.lotId(), award.key());
            entries.add(new NewEntry(
                    lot.lotId(),
                    award.key(),
                    award.customerId(),
                    EARNED,
                    award.points(),
                    award.reason(),
                    award.cause(),
                    List.of()));
        }
        repository.insertLots(lots);
        repository.insert(entries, now);
        repository.owedBy(lotsOf.keySet()).forEach((debtor, owed) -> {
            long left = owed;
            for (NewLot lot : lotsOf.get(debtor)) {
                left -= repay(keys.get(lot.lotId()), debtor, lot.lotId(), lot.points(), left, now);
            }
        });
        return lotsOf.keySet();
    }

    /** The keys of points earned before, for each pair of customer and cause: by customer, then by cause. */
    public Map<String, Map<String, List<String>>> earnedFor(Collection<Object[]> customersAndCauses) {
        Map<String, Map<String, List<String>>> earned = new HashMap<>();
        repository
                .earnedFor(customersAndCauses)
                .forEach(one -> earned.computeIfAbsent(one.customerId(), id -> new HashMap<>())
                        .computeIfAbsent(one.cause(), cause -> new ArrayList<>())
                        .add(one.key()));
        return earned;
    }

    private Instant expiry(Instant earnedAt) {
        return earnedAt.atZone(clock.getZone()).plusMonths(terms.months()).toInstant();
    }

    /** Repays owed points from a new lot; returns how many. */
    private long repay(String key, String customerId, long lot, long points, long owed, Instant now) {
        long repaid = Math.min(points, owed);
        if (repaid > 0) {
            repay(key, customerId, List.of(new LotPoints(Long.toString(lot), repaid)), now);
        }
        return repaid;
    }

    private void repay(String key, String customerId, List<LotPoints> used, Instant now) {
        long repaid = sum(used);
        repository.deduct(used);
        repository.owe(customerId, -repaid);
        repository.insert(
                List.of(new NewEntry(
                        sequence.next(),
                        "settle:" + key,
                        customerId,
                        REVERSED,
                        -repaid,
                        -repaid,
                        "owed",
                        null,
                        "settles what is owed",
                        used)),
                now);
    }

    /** Repays owed points from the balance, as far as it goes. */
    @Transactional
    public void repayOwed(String key, String customerId) {
        Instant now = clock.instant();
        repository.owedBy(List.of(customerId)).forEach((debtor, owed) -> {
            List<LotPoints> used = allocate(repository.lockOpenLots(debtor, now), owed);
            if (!used.isEmpty()) {
                repay(key, debtor, used, now);
            }
        });
    }

    /**
     * Reverses the points that were earned under another key, once: first from their own lot, then from the lots that expire
     * first; the rest is owed. Points of them that have expired are not reversed. Nothing happens when nothing was earned under
     * that key.
     *
     * @throws ApiException KEY_REUSED when the key was used for something else
     */
    @Transactional
    public ReversalResult reverse(String key, String customerId, String earnedKey, String reason, String cause) {
        Optional<StoredEntry> earlier = repository.byKey(key);
        if (earlier.isPresent()) {
            StoredEntry first = earlier.get();
            if (!first.customerId().equals(customerId) || !earnedKey.equals(first.reversedKey())) {
                throw ApiException.keyReused(key);
            }
            return new ReversalResult(-first.points(), first.owed(), repository.lotsOf(key));
        }
        Optional<StoredEntry> earned = repository.byKey(earnedKey);
        if (earned.isEmpty()
                || !earned.get().kind().equals(EARNED)
                || !earned.get().customerId().equals(customerId)) {
            return new ReversalResult(0, 0, List.of());
        }
        Instant now = clock.instant();
        EarnedLot own = repository.lockLotOf(earnedKey).orElseThrow();
        boolean over = !own.expiresAt().isAfter(now);
        long due = earned.get().points() - own.expired() - (over ? own.remaining() : 0);
        List<OpenLot> lots = new ArrayList<>(repository.lockOpenLots(customerId, now));
        lots.sort(Comparator.comparing(lot -> lot.lotId() != own.lotId()));
        List<LotPoints> used = allocate(lots, due);
        long taken = sum(used);
        repository.deduct(used);
        repository.setReversed(own.lotId(), due);
        repository.owe(customerId, due - taken);
        repository.insert(
                List.of(new NewEntry(
                        sequence.next(),
                        key,
                        customerId,
                        REVERSED,
                        -taken,
                        due - taken,
                        reason,
                        earnedKey,
                        cause,
                        used)),
                now);
        return new ReversalResult(taken, due - taken, used);
    }

    private static List<LotPoints> allocate(List<OpenLot> lots, long wanted) {
        List<LotPoints> taken = new ArrayList<>();
        long missing = wanted;
        for (OpenLot lot : lots) {
            if (missing > 0) {
                long part = Math.min(missing, lot.remaining());
                taken.add(new LotPoints(Long.toString(lot.lotId()), part));
                missing -= part;
            }
        }
        return taken;
    }

    private static long sum(List<LotPoints> lots) {
        return lots.stream().mapToLong(LotPoints::points).sum();
    }

    /**
     * Spends points from the lots that expire first, once per key; TOO_FEW, and nothing is spent, when the balance is smaller.
     *
     * @throws IllegalArgumentException when points is not positive
     * @throws ApiException KEY_REUSED when the key was used for other points
     */
    @Transactional
    public SpendResult spend(String key, String customerId, long points, String reason, String cause) {
        requirePositive(points);
        if (!isNew(key, customerId, SPENT, -points, reason)) {
            return new SpendResult(SpendOutcome.SPENT, repository.lotsOf(key));
        }
        Instant now = clock.instant();
        List<LotPoints> used = allocate(repository.lockOpenLots(customerId, now), points);
        if (sum(used) < points) {
            return new SpendResult(SpendOutcome.TOO_FEW, List.of());
        }
        repository.deduct(used);
        repository.insert(
                List.of(new NewEntry(sequence.next(), key, customerId, SPENT, -points, reason, cause, used)), now);
        return new SpendResult(SpendOutcome.SPENT, used);
    }

    /**
     * Expires the due lots of all customers from one id to another, both included.
     *
     * @return the number of expired lots
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
                                REASON_EXPIRED,
                                "its months are over",
                                List.of(new LotPoints(Long.toString(lot.lotId()), lot.remaining()))))
                        .toList(),
                now);
        return expired.size();
    }

    /** The customer's points statement as of now. */
    public Statement statement(String customerId) {
        return statement(customerId, clock.instant());
    }

    /** The customer's points statement as of that instant. */
    public Statement statement(String customerId, Instant at) {
        List<Statement.Lot> lots = repository.lots(customerId, at);
        return new Statement(
                lots.stream()
                        .filter(lot -> lot.expiresAt().isAfter(at))
                        .mapToLong(Statement.Lot::remaining)
                        .sum(),
                repository.levelAt(customerId, at).orElse(null),
                repository.owed(customerId, at),
                entries(customerId, lots, at).stream().map(LedgerEntry::entry).toList(),
                lots.stream()
                        .map(lot -> lot.expiresAt().isAfter(at) ? lot : lot.withoutRemaining())
                        .toList());
    }

    /** The entries up to that instant, newest first, including expiries that the nightly review has not recorded yet. */
    private List<LedgerEntry> entries(String customerId, List<Statement.Lot> lots, Instant at) {
        Stream<LedgerEntry> expired = lots.stream()
                .filter(lot -> !lot.expiresAt().isAfter(at) && lot.remaining() > 0)
                .map(lot -> new LedgerEntry(
                        EXPIRED,
                        new Statement.Entry(
                                lot.expiresAt(),
                                -lot.remaining(),
                                REASON_EXPIRED,
                                List.of(new LotPoints(lot.lotId(), lot.remaining())))));
        return Stream.concat(expired, repository.entries(customerId, at).stream())
                .sorted(Comparator.comparing(
                                (LedgerEntry entered) -> entered.entry().at())
                        .reversed())
                .toList();
    }

    /** The statement of one calendar month; that of the current month ends now. */
    public MonthStatement month(String customerId, YearMonth month) {
        Instant from = month.atDay(1).atStartOfDay(clock.getZone()).toInstant();
        Instant until =
                month.plusMonths(1).atDay(1).atStartOfDay(clock.getZone()).toInstant();
        Instant now = clock.instant();
        Instant last = until.isAfter(now) ? now : until.minusMillis(1);
        List<LedgerEntry> entered = entries(customerId, repository.lots(customerId, last), last);
        List<LedgerEntry> during =
                entered.stream().filter(one -> !one.entry().at().isBefore(from)).toList();
        long closing = sum(entered, kind -> true);
        return new MonthStatement(
                month,
                closing - sum(during, kind -> true),
                sum(during, EARNED::equals),
                -sum(during, SPENT::equals),
                -sum(during, EXPIRED::equals),
                -sum(during, REVERSED::equals),
                closing,
                repository.levelAt(customerId, last).orElse(null),
                during.stream().map(LedgerEntry::entry).toList());
    }

    private static long sum(List<LedgerEntry> entered, Predicate<String> kinds) {
        return entered.stream()
                .filter(one -> kinds.test(one.kind()))
                .mapToLong(one -> one.entry().points())
                .sum();
    }

    /**
     * Sets a member's level, once per key; nothing changes when the member has that level.
     *
     * @throws IllegalArgumentException when the customer is not a member
     * @throws ApiException KEY_REUSED when the key was used for another customer or level
     */
    @Transactional
    public void setLevel(String key, String customerId, Level level, String cause) {
        Optional<PointsRepository.LevelChange> earlier = repository.levelChange(key);
        if (earlier.isPresent()) {
            if (!earlier.get().equals(new PointsRepository.LevelChange(customerId, level))) {
                throw ApiException.keyReused(key);
            }
            return;
        }
        Level from = repository
                .level(customerId)
                .orElseThrow(() -> new IllegalArgumentException(customerId + " is not a member"));
        if (from != level) {
            repository.setLevel(sequence.next(), key, customerId, from, level, clock.instant(), cause);
        }
    }

    /** Level and balance of each of these customers. */
    public Map<String, Membership> membershipsOf(Collection<String> customerIds) {
        Map<String, Level> levels = repository.levels(customerIds);
        Map<String, Long> balances = repository.balances(customerIds, clock.instant());
        Map<String, Membership> memberships = new HashMap<>();
        customerIds.forEach(id -> memberships.put(id, new Membership(levels.get(id), balances.getOrDefault(id, 0L))));
        return memberships;
    }

    boolean knows(String customerId) {
        return repository.knows(customerId);
    }

    private boolean isNew(String key, String customerId, String kind, long points, String reason) {
        Optional<StoredEntry> earlier = repository.byKey(key);
        boolean other = earlier.isPresent()
                && !(earlier.get().customerId().equals(customerId)
                        && earlier.get().kind().equals(kind)
                        && earlier.get().points() == points
                        && earlier.get().reason().equals(reason));
        if (other) {
            throw ApiException.keyReused(key);
        }
        return earlier.isEmpty();
    }

    private static void requirePositive(long points) {
        if (points <= 0) {
            throw new IllegalArgumentException("Points must be more than 0, not " + points);
        }
    }
}
