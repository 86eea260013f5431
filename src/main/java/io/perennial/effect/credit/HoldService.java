package io.perennial.effect.credit;

import io.perennial.effect.credit.HoldRepository.CreditMovement;
import io.perennial.effect.credit.HoldRepository.Hold;
import io.perennial.effect.credit.HoldResult.Refusal;
import io.perennial.effect.credit.HoldResult.State;
import io.perennial.platform.api.ApiException;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.sql.SequenceIds;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Reserves a part of a customer's limit for a purchase, then uses or releases it. Limit, freeze and risk are checked when it
 * is reserved, the limit again when it is used, under the customer's lock, which is acquired here.
 */
@Service
public class HoldService {

    private static final String REPAID = "REPAID";

    private final HoldRepository repository;
    private final RiskGate riskGate;
    private final SequenceIds sequence;
    private final BusinessClock clock;

    HoldService(HoldRepository repository, RiskGate riskGate, SequenceIds sequence, BusinessClock clock) {
        this.repository = repository;
        this.riskGate = riskGate;
        this.sequence = sequence;
        this.clock = clock;
    }

    /**
     * Reserves that amount of the customer's limit, in yuan; the same hold again returns the same result.
     *
     * @throws ApiException KEY_REUSED when the id was used for another customer or amount
     */
    @Transactional
    public HoldResult reserve(String holdId, String customerId, BigDecimal amount, String cause) {
        BigDecimal yuan = yuan(amount);
        repository.lockCustomer(customerId);
        Optional<Hold> earlier = repository.lock(holdId);
        if (earlier.isPresent()) {
            Hold hold = earlier.get();
            if (!hold.customerId().equals(customerId) || hold.amount().compareTo(yuan) != 0) {
                throw ApiException.keyReused(holdId);
            }
            return HoldResult.of(hold.state());
        }
        Optional<RiskGate.Objection> objection = riskGate.check(customerId);
        if (objection.isPresent()) {
            return HoldResult.refused(Refusal.valueOf(objection.get().name()));
        }
        if (!repository.reserve(customerId, yuan)) {
            return HoldResult.refused(Refusal.OVER_LIMIT);
        }
        Hold hold = new Hold(holdId, customerId, yuan, State.RESERVED);
        repository.insert(hold);
        record(hold, State.RESERVED, cause);
        return HoldResult.of(State.RESERVED);
    }

    /**
     * Uses what was reserved, until it is repaid: the purchase is made. Refused with OVER_LIMIT when the limit has fallen below
     * what is used, this purchase included.
     */
    @Transactional
    public HoldResult use(String holdId, String cause) {
        boolean overLimit = repository
                .lock(holdId)
                .filter(hold -> hold.state() == State.RESERVED && !repository.isWithinLimit(hold.customerId()))
                .isPresent();
        return overLimit ? HoldResult.refused(Refusal.OVER_LIMIT) : transition(holdId, State.USED, cause);
    }

    /** Releases what was reserved: the purchase is not made. */
    @Transactional
    public HoldResult release(String holdId, String cause) {
        return transition(holdId, State.RELEASED, cause);
    }

    private HoldResult transition(String holdId, State to, String cause) {
        Hold hold = repository.lock(holdId).orElse(null);
        if (hold == null || (hold.state() != State.RESERVED && hold.state() != to)) {
            return HoldResult.refused(Refusal.NOT_HELD);
        }
        if (hold.state() == State.RESERVED) {
            repository.setState(holdId, to);
            record(hold, to, cause);
            if (to == State.RELEASED) {
                repository.release(hold.customerId(), hold.amount());
            }
        }
        return HoldResult.of(to);
    }

    private void record(Hold hold, State state, String cause) {
        CreditMovement movement = new CreditMovement(hold.customerId(), state.name(), hold.holdId(), hold.amount());
        repository.insertMovement(
                sequence.next(), "hold:" + hold.holdId() + ":" + state.name(), movement, clock.instant(), cause);
    }

    /**
     * Makes a repaid amount available again, once per key, at most as much as is in use.
     *
     * @return the yuan that became available
     * @throws ApiException KEY_REUSED when the key was used for another repayment
     */
    @Transactional
    public BigDecimal repay(String key, String customerId, BigDecimal amount, String cause) {
        BigDecimal yuan = yuan(amount);
        repository.lockCustomer(customerId);
        Optional<CreditMovement> earlier = repository.movement(key);
        if (earlier.isPresent()) {
            CreditMovement movement = earlier.get();
            if (!movement.customerId().equals(customerId) || !movement.kind().equals(REPAID)) {
                throw ApiException.keyReused(key);
            }
            return movement.amount();
        }
        BigDecimal freed = yuan.min(repository.inUse(customerId));
        repository.release(customerId, freed);
        repository.insertMovement(
                sequence.next(), key, new CreditMovement(customerId, REPAID, null, freed), clock.instant(), cause);
        return freed;
    }

    private static BigDecimal yuan(BigDecimal amount) {
        if (amount == null || amount.signum() < 0) {
            throw new IllegalArgumentException("A hold must not be of " + amount + " yuan");
        }
        return amount.setScale(2, RoundingMode.HALF_UP);
    }
}
