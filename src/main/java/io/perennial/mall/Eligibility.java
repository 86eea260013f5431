package io.perennial.mall;

import io.perennial.credit.CreditService;
import io.perennial.credit.RiskGate;
import io.perennial.decision.DecisionRecord;
import io.perennial.decision.Decisions;
import io.perennial.engine.Vocabulary;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What {@code installment-eligibility} is asked about a purchase, and what it says. */
@Component
public class Eligibility implements Vocabulary {

    /** What comes of an application. */
    public enum Verdict {
        APPROVE,
        REVIEW,
        DECLINE
    }

    record Answer(Verdict verdict, String reasonCode) {}

    static final String TABLE = "installment-eligibility";
    static final String CREDIT_OBJECTION = "creditObjection";
    static final String SHARE_OF_AVAILABLE = "shareOfAvailable";
    private static final int DIGITS = 10;
    private static final BigDecimal MORE_THAN_ALL = new BigDecimal("1000000");

    private final CreditService credit;
    private final RiskGate gate;
    private final Decisions decisions;

    Eligibility(CreditService credit, RiskGate gate, Decisions decisions) {
        this.credit = credit;
        this.gate = gate;
        this.decisions = decisions;
    }

    /** What tables of the mall may ask for besides facts. */
    @Override
    public Set<String> words() {
        return Set.of(CREDIT_OBJECTION, SHARE_OF_AVAILABLE, Offering.CATEGORY, Offering.PRICE);
    }

    /** What is not a fact, as of now. */
    Map<String, Object> inputs(String customerId, BigDecimal principal) {
        BigDecimal available = credit.account(customerId).available();
        BigDecimal share =
                available.signum() == 0 ? MORE_THAN_ALL : principal.divide(available, DIGITS, RoundingMode.UP);
        String objection = gate.objection(customerId).map(Enum::name).orElse("NONE");
        return Map.of(CREDIT_OBJECTION, objection, SHARE_OF_AVAILABLE, share);
    }

    /** What would come of an application for so much. */
    Answer ask(String customerId, Map<String, Object> facts, BigDecimal principal) {
        Map<String, Object> inputs = new HashMap<>(facts);
        inputs.putAll(inputs(customerId, principal));
        DecisionRecord decision = decisions.decide(TABLE, customerId, inputs, "quote");
        Verdict verdict = Verdict.valueOf((String) decision.output("eligibility"));
        return new Answer(verdict, verdict == Verdict.APPROVE ? null : (String) decision.output("reasonCode"));
    }
}
