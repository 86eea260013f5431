package io.perennial.customer.profile;

import io.perennial.customer.profile.Profile.Bill;
import io.perennial.customer.profile.Profile.Repayment;
import io.perennial.decision.Decisions;
import io.perennial.decision.Decisions.DecisionTable;
import io.perennial.platform.engine.model.ModelVocabularySource;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Decides by {@code bill-repayment} when a bill is repaid: by the first repayment, in order of time, that together with those
 * before it is enough. Payments of zero or next to zero do not repay a bill.
 */
@Component
class Repayments implements ModelVocabularySource {

    static final String TABLE = "bill-repayment";
    private static final String IN_FULL = "inFull";
    private static final String PAID_SHARE = "paidShare";
    private static final String PAID_AMOUNT = "paidAmount";
    private static final int SCALE = 10;

    private final Decisions decisions;

    Repayments(Decisions decisions) {
        this.decisions = decisions;
    }

    @Override
    public Set<String> inputs() {
        return Set.of(IN_FULL, PAID_SHARE, PAID_AMOUNT);
    }

    /** Evaluates the changed bills of the profiles. */
    void evaluate(Collection<Profile> profiles) {
        if (profiles.stream().allMatch(profile -> profile.changedBills.isEmpty())) {
            return;
        }
        DecisionTable table = decisions.table(TABLE);
        profiles.forEach(profile -> profile.changedBills.forEach(billId -> profile.bills.computeIfPresent(
                billId, (id, bill) -> evaluate(table, profile, bill, profile.billTotals.get(id)))));
    }

    private static Bill evaluate(DecisionTable table, Profile profile, Bill bill, BigDecimal total) {
        BigDecimal paid = DailyAggregates.ZERO;
        boolean inFull = false;
        for (Repayment repayment : bill.repayments()) {
            if (repayment.amount() == null) {
                return bill.repaidBy(repayment);
            }
            paid = paid.add(repayment.amount());
            inFull |= Boolean.TRUE.equals(repayment.inFull());
            Map<String, Object> inputs = new HashMap<>();
            inputs.put(IN_FULL, inFull ? Boolean.TRUE : repayment.inFull());
            inputs.put(
                    PAID_SHARE,
                    total == null || total.signum() == 0 ? null : paid.divide(total, SCALE, RoundingMode.DOWN));
            inputs.put(PAID_AMOUNT, paid);
            if (Boolean.TRUE.equals(
                    table.decide(profile.customerId, inputs, "repayment").output("repaid"))) {
                return bill.repaidBy(repayment);
            }
        }
        return bill.notRepaid();
    }
}
