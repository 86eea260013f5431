package io.perennial.effect.credit;

import io.perennial.effect.credit.CreditRepository.Change;
import io.perennial.effect.credit.CreditRepository.Entry;
import io.perennial.effect.credit.CreditRepository.Raise;
import io.perennial.effect.credit.LimitEntry.ChangeType;
import io.perennial.effect.holdout.WithheldLog;
import io.perennial.effect.holdout.WithheldLog.Reason;
import io.perennial.effect.holdout.WithheldLog.WithheldEffect;
import io.perennial.platform.api.ApiException;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.sql.SequenceIds;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Changes customers' limits. A limit is never negative, never raised above its cap and never raised while frozen; this is
 * checked at the moment of the change. Callers hold the customer's lock.
 */
@Service
public class CreditService {

    private static final String LIMIT = "limit";

    private final CreditRepository repository;
    private final WithheldLog withheld;
    private final RiskGate riskGate;
    private final SequenceIds sequence;
    private final BusinessClock clock;

    CreditService(
            CreditRepository repository,
            WithheldLog withheld,
            RiskGate riskGate,
            SequenceIds sequence,
            BusinessClock clock) {
        this.repository = repository;
        this.withheld = withheld;
        this.riskGate = riskGate;
        this.sequence = sequence;
        this.clock = clock;
    }

    /** The customer's credit; limit and used are 0 when there is no account yet. */
    public Account account(String customerId) {
        return accounts(List.of(customerId)).get(customerId);
    }

    /** The credit of each of these customers. */
    public Map<String, Account> accounts(Collection<String> customerIds) {
        Map<String, Account> accounts = new LinkedHashMap<>(repository.accounts(customerIds));
        customerIds.forEach(id -> accounts.putIfAbsent(id, Account.none(id)));
        return accounts;
    }

    /**
     * Sets the opening limit, within the cap. Nothing changes when an assessment or an earlier opening has set a limit.
     *
     * @throws ApiException KEY_REUSED when the key was used for another change
     */
    @Transactional
    public LimitChangeResult open(String key, String customerId, BigDecimal limit, BigDecimal cap, String cause) {
        BigDecimal asked = yuan("limit", limit);
        BigDecimal highest = yuan("cap", cap);
        return new ChangeBatch(List.of(customerId), List.of(key))
                .change(
                        key,
                        customerId,
                        ChangeType.LIMIT_CHANGED,
                        asked,
                        account -> {
                            boolean set = account.assessedAt() != null
                                    || account.limit().signum() > 0;
                            return set
                                    ? PlannedChange.none(account)
                                    : PlannedChange.to(account, account.withLimit(asked.min(highest)), asked, highest);
                        },
                        cause);
    }

    /**
     * Sets the limit of an assessment, up or down, within the cap. The latest assessment wins in any order of arrival. Raises made
     * after it are added. While frozen the limit is only lowered.
     *
     * @throws ApiException KEY_REUSED when the key was used for another change
     */
    @Transactional
    public LimitChangeResult assess(
            String key, String customerId, Instant assessedAt, BigDecimal limit, BigDecimal cap, String cause) {
        return assessAll(List.of(new Assessment(key, customerId, assessedAt, limit, cap, cause)))
                .get(0);
    }

    /** {@link #assess Applies} many assessments in a constant number of statements; the results are in their order. */
    @Transactional
    public List<LimitChangeResult> assessAll(List<Assessment> assessments) {
        ChangeBatch batch = new ChangeBatch(
                assessments.stream()
                        .map(Assessment::customerId)
                        .distinct()
                        .sorted()
                        .toList(),
                assessments.stream().map(Assessment::key).distinct().toList());
        Map<String, List<Raise>> raises = repository.raises(
                assessments.stream().map(Assessment::customerId).distinct().toList());
        List<LimitChangeResult> changes = new ArrayList<>();
        for (Assessment assessment : assessments) {
            BigDecimal asked = yuan("limit", assessment.limit());
            BigDecimal highest = yuan("cap", assessment.cap());
            Instant assessedAt = assessment.assessedAt().truncatedTo(ChronoUnit.MILLIS);
            changes.add(batch.plan(
                    assessment.key(),
                    assessment.customerId(),
                    ChangeType.LIMIT_CHANGED,
                    asked,
                    account -> {
                        if (account.assessedAt() != null && account.assessedAt().isAfter(assessedAt)) {
                            return PlannedChange.none(account);
                        }
                        BigDecimal limit = asked.min(highest);
                        for (Raise raise : raises.getOrDefault(account.customerId(), List.of())) {
                            if (raise.follows(assessedAt, assessment.seq())) {
                                limit = raise.addTo(limit);
                            }
                        }
                        Account assessed = account.withAssessedAt(assessedAt);
                        return PlannedChange.to(account, assessed.withLimit(limit), asked, highest);
                    },
                    assessment.cause()));
        }
        batch.write();
        return changes;
    }

    /**
     * Raises the limit by an amount, as far as the cap allows. Withheld while frozen or at risk (RISK, which is temporary: a
     * repeated call with the same key may raise the limit) and at the cap (CAPPED).
     *
     * @throws ApiException KEY_REUSED when the key was used for another change
     */
    @Transactional
    public LimitChangeResult raise(String key, String customerId, BigDecimal by, BigDecimal cap, String cause) {
        BigDecimal asked = yuan("by", by);
        BigDecimal highest = yuan("cap", cap);
        return new ChangeBatch(List.of(customerId), List.of(key), Set.of(Reason.RISK))
                .raise(
                        key,
                        customerId,
                        asked,
                        account -> {
                            BigDecimal to = account.limit().add(asked).min(highest);
                            if (asked.signum() > 0 && riskGate.check(customerId).isPresent()) {
                                return PlannedChange.withheld(account, Reason.RISK);
                            }
                            if (to.compareTo(account.limit()) <= 0) {
                                return asked.signum() == 0
                                        ? PlannedChange.none(account)
                                        : PlannedChange.withheld(account, Reason.CAPPED);
                            }
                            return PlannedChange.to(account, account.withLimit(to), asked, highest);
                        },
                        cause);
    }

    /**
     * Freezes new credit. Nothing changes when it is frozen already.
     *
     * @throws ApiException KEY_REUSED when the key was used for another change
     */
    @Transactional
    public LimitChangeResult freeze(String key, String customerId, String cause) {
        return freeze(key, customerId, ChangeType.CREDIT_FROZEN, cause);
    }

    /**
     * Unfreezes new credit. Nothing changes when it is not frozen.
     *
     * @throws ApiException KEY_REUSED when the key was used for another change
     */
    @Transactional
    public LimitChangeResult unfreeze(String key, String customerId, String cause) {
        return freeze(key, customerId, ChangeType.CREDIT_UNFROZEN, cause);
    }

    private LimitChangeResult freeze(String key, String customerId, ChangeType kind, String cause) {
        boolean frozen = kind == ChangeType.CREDIT_FROZEN;
        return new ChangeBatch(List.of(customerId), List.of(key))
                .change(
                        key,
                        customerId,
                        kind,
                        null,
                        account -> account.frozen() == frozen
                                ? PlannedChange.none(account)
                                : PlannedChange.to(account, account.withFrozen(frozen), null, null),
                        cause);
    }

    /** The ledger of the customer's limits, newest first. */
    public List<LimitEntry> changes(String customerId) {
        return repository.changes(customerId);
    }

    /** Whether the ledger has a change with that key. */
    public boolean isRecorded(String key) {
        return !repository.earlier(List.of(key)).isEmpty();
    }

    boolean knows(String customerId) {
        return repository.knows(customerId);
    }

    private static BigDecimal yuan(String what, BigDecimal amount) {
        if (amount == null || amount.signum() < 0) {
            throw new IllegalArgumentException("The " + what + " of a limit change must not be " + amount);
        }
        return amount.setScale(2, RoundingMode.HALF_UP);
    }

    private interface Rule {
        PlannedChange apply(Account account);
    }

    /** The result of a rule: the changed account, or the unchanged one with the reason. */
    private record PlannedChange(Account from, Account to, BigDecimal asked, BigDecimal cap, Reason reason) {

        static PlannedChange none(Account account) {
            return new PlannedChange(account, account, null, null, null);
        }

        static PlannedChange withheld(Account account, Reason reason) {
            return new PlannedChange(account, account, null, null, reason);
        }

        /** A change to the new account; a higher limit is withheld while frozen. */
        static PlannedChange to(Account from, Account to, BigDecimal asked, BigDecimal cap) {
            boolean higher = to.limit().compareTo(from.limit()) > 0;
            return from.frozen() && higher
                    ? new PlannedChange(from, to.withLimit(from.limit()), asked, cap, Reason.RISK)
                    : new PlannedChange(from, to, asked, cap, null);
        }

        boolean isVisible() {
            return !from.limit().equals(to.limit()) || from.frozen() != to.frozen();
        }
    }

    /** Changes of several accounts: reads all, plans in memory, writes all. */
    private final class ChangeBatch {

        private final Map<String, Account> before;
        private final Map<String, Account> now;
        private final Map<String, Change> earlier;
        private final Map<String, List<WithheldEffect>> withheldByKey;
        private final List<Entry> entries = new ArrayList<>();
        private final List<WithheldEffect> withheldEffects = new ArrayList<>();
        private final Set<Reason> temporary;

        ChangeBatch(List<String> customerIds, List<String> keys) {
            this(customerIds, keys, Set.of());
        }

        /** @param temporary reasons for which an earlier withheld change may be made under its key */
        ChangeBatch(List<String> customerIds, List<String> keys, Set<Reason> temporary) {
            this.temporary = temporary;
            before = repository.lockedAccounts(customerIds);
            now = new LinkedHashMap<>(before);
            earlier = repository.earlier(keys);
            withheldByKey = new LinkedHashMap<>(withheld.findAll(keys));
        }

        LimitChangeResult change(
                String key, String customerId, ChangeType kind, BigDecimal asked, Rule rule, String cause) {
            LimitChangeResult change = plan(key, customerId, kind, asked, rule, cause);
            write();
            return change;
        }

        LimitChangeResult raise(String key, String customerId, BigDecimal by, Rule rule, String cause) {
            LimitChangeResult change = plan(key, customerId, ChangeType.LIMIT_CHANGED, by, rule, true, cause);
            write();
            return change;
        }

        LimitChangeResult plan(
                String key, String customerId, ChangeType kind, BigDecimal asked, Rule rule, String cause) {
            return plan(key, customerId, kind, asked, rule, false, cause);
        }

        private LimitChangeResult plan(
                String key,
                String customerId,
                ChangeType kind,
                BigDecimal asked,
                Rule rule,
                boolean raise,
                String cause) {
            Change same = new Change(customerId, kind, asked, null, null);
            if (earlier.containsKey(key)) {
                Change first = earlier.get(key);
                if (!first.isOf(same)) {
                    throw ApiException.keyReused(key);
                }
                return LimitChangeResult.changed(first.from(), first.to());
            }
            Account account = now.getOrDefault(customerId, Account.none(customerId));
            List<WithheldEffect> withheldBefore = withheldByKey.computeIfAbsent(key, none -> new ArrayList<>());
            for (WithheldEffect earlierEffect : withheldBefore) {
                if (!earlierEffect.isOf(customerId, kind.name(), description(asked))) {
                    throw ApiException.keyReused(key);
                }
                if (!temporary.contains(earlierEffect.reason())) {
                    return LimitChangeResult.withheld(account.limit(), earlierEffect.reason());
                }
            }
            PlannedChange planned = rule.apply(account);
            now.put(customerId, planned.to());
            if (planned.reason() != null) {
                WithheldEffect withheldNow =
                        new WithheldEffect(key, customerId, kind.name(), description(asked), planned.reason(), cause);
                if (withheldBefore.stream().noneMatch(effect -> effect.reason() == planned.reason())) {
                    withheldEffects.add(withheldNow);
                    withheldBefore.add(withheldNow);
                }
                return LimitChangeResult.withheld(account.limit(), planned.reason());
            }
            if (!planned.isVisible()) {
                return LimitChangeResult.unchanged(account.limit());
            }
            Change change = new Change(
                    customerId, kind, asked, account.limit(), planned.to().limit());
            earlier.put(key, change);
            entries.add(new Entry(sequence.next(), key, change, planned.cap(), raise, cause));
            return LimitChangeResult.changed(change.from(), change.to());
        }

        void write() {
            Instant at = clock.instant();
            repository.write(before, now);
            repository.insert(entries, at);
            withheld.recordAll(withheldEffects);
        }

        private String description(BigDecimal asked) {
            return asked == null ? LIMIT : LIMIT + " " + asked.toPlainString();
        }
    }
}
