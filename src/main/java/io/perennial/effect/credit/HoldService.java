package io.perennial.effect.credit;

import io.perennial.effect.credit.HoldRepository.Move;
import io.perennial.effect.credit.HoldRepository.Row;
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
 * Lets a purchase hold a part of a customer's limit: reserved, then used or released. Limit, freeze and risk are checked when
 * it is reserved, the limit again when it is used, under the customer's lock, which is taken here.
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
     * Holds that much of the customer's limit, in yuan; the same hold again gets the same answer.
     *
     * @throws ApiException KEY_REUSED when the id stands for another customer or amount
     */
    @Transactional
    public HoldResult reserve(String holdId, String customerId, BigDecimal amount, String cause) {
        BigDecimal yuan = yuan(amount);
        repository.lockCustomer(customerId);
        Optional<Row> earlier = repository.hold(holdId);
        if (earlier.isPresent()) {
            Row hold = earlier.get();
            if (!hold.customerId().equals(customerId) || hold.amount().compareTo(yuan) != 0) {
                throw ApiException.keyReused(holdId);
            }
            return HoldResult.in(hold.state());
        }
        Optional<RiskGate.Objection> objection = riskGate.check(customerId);
        if (objection.isPresent()) {
            return HoldResult.refused(Refusal.valueOf(objection.get().name()));
        }
        if (!repository.take(customerId, yuan)) {
            return HoldResult.refused(Refusal.OVER_LIMIT);
        }
        Row hold = new Row(holdId, customerId, yuan, State.RESERVED);
        repository.insert(hold);
        record(hold, State.RESERVED, cause);
        return HoldResult.in(State.RESERVED);
    }

    /**
     * The purchase is made: what was reserved is used until it is repaid. Refused with OVER_LIMIT where the limit has fallen
     * below what is used, this purchase included.
     */
    @Transactional
    public HoldResult use(String holdId, String cause) {
        boolean overLimit = repository
                .hold(holdId)
                .filter(hold -> hold.state() == State.RESERVED && !repository.isWithinLimit(hold.customerId()))
                .isPresent();
        return overLimit ? HoldResult.refused(Refusal.OVER_LIMIT) : move(holdId, State.USED, cause);
    }

    /** The purchase is off: what was reserved is available again. */
    @Transactional
    public HoldResult release(String holdId, String cause) {
        return move(holdId, State.RELEASED, cause);
    }

    private HoldResult move(String holdId, State to, String cause) {
        Row hold = repository.hold(holdId).orElse(null);
        if (hold == null || (hold.state() != State.RESERVED && hold.state() != to)) {
            return HoldResult.refused(Refusal.NOT_HELD);
        }
        if (hold.state() == State.RESERVED) {
            repository.setState(holdId, to);
            record(hold, to, cause);
            if (to == State.RELEASED) {
                repository.giveBack(hold.customerId(), hold.amount());
            }
        }
        return HoldResult.in(to);
    }

    private void record(Row hold, State state, String cause) {
        Move move = new Move(hold.customerId(), state.name(), hold.holdId(), hold.amount());
        repository.insertMove(
                sequence.next(), "hold:" + hold.holdId() + ":" + state.name(), move, clock.instant(), cause);
    }

    /**
     * Makes what is repaid available again, once per key, as far as so much is in use.
     *
     * @return the yuan that became available
     * @throws ApiException KEY_REUSED when the key stands for another repayment
     */
    @Transactional
    public BigDecimal repay(String key, String customerId, BigDecimal amount, String cause) {
        BigDecimal yuan = yuan(amount);
        repository.lockCustomer(customerId);
        Optional<Move> earlier = repository.move(key);
        if (earlier.isPresent()) {
            Move move = earlier.get();
            if (!move.customerId().equals(customerId) || !move.kind().equals(REPAID)) {
                throw ApiException.keyReused(key);
            }
            return move.amount();
        }
        BigDecimal freed = yuan.min(repository.inUse(customerId));
        repository.giveBack(customerId, freed);
        repository.insertMove(sequence.next(), key, new Move(customerId, REPAID, null, freed), clock.instant(), cause);
        return freed;
    }

    private static BigDecimal yuan(BigDecimal amount) {
        if (amount == null || amount.signum() < 0) {
            throw new IllegalArgumentException("A hold must not be of " + amount + " yuan");
        }
        return amount.setScale(2, RoundingMode.HALF_UP);
    }
}
