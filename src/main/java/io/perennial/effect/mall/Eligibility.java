package io.perennial.effect.mall;

import io.perennial.customer.profile.ProfileService;
import io.perennial.decision.DecisionRecord;
import io.perennial.decision.Decisions;
import io.perennial.effect.credit.Account;
import io.perennial.effect.credit.CreditService;
import io.perennial.effect.credit.RiskGate;
import io.perennial.platform.engine.model.ModelVocabularySource;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Evaluates {@code installment-eligibility} for a purchase. */
@Component
public class Eligibility implements ModelVocabularySource {

    /** What the table decides about an application. */
    public enum EligibilityOutcome {
        APPROVE,
        REVIEW,
        DECLINE
    }

    record EligibilityResult(EligibilityOutcome outcome, String reasonCode) {

        /** The note for reviewers, in English and Chinese; Tasklist shows the half of the reader's language. */
        String note() {
            return outcome == EligibilityOutcome.DECLINE
                    ? "- No. " + Reason.text(reasonCode, Locale.ENGLISH) + " \u200b不能。"
                            + Reason.text(reasonCode, Locale.CHINESE)
                    : "- Yes. \u200b可以。";
        }
    }

    static final String TABLE = "installment-eligibility";
    static final String CREDIT_OBJECTION = "creditObjection";
    static final String SHARE_OF_AVAILABLE = "shareOfAvailable";
    private static final int SHARE_SCALE = 10;
    private static final BigDecimal NOTHING_AVAILABLE = new BigDecimal("1000000");

    private final CreditService credit;
    private final RiskGate riskGate;
    private final ProfileService profiles;
    private final Decisions decisions;

    Eligibility(CreditService credit, RiskGate riskGate, ProfileService profiles, Decisions decisions) {
        this.credit = credit;
        this.riskGate = riskGate;
        this.profiles = profiles;
        this.decisions = decisions;
    }

    /** The inputs of the mall's tables besides facts. */
    @Override
    public Set<String> inputs() {
        return samples().keySet();
    }

    @Override
    public Map<String, Object> samples() {
        return Map.of(
                CREDIT_OBJECTION,
                "NONE",
                SHARE_OF_AVAILABLE,
                new BigDecimal("0.1234567891"),
                PlanCalculator.CATEGORY,
                "APPLIANCE",
                PlanCalculator.PRICE,
                new BigDecimal("1234.56"));
    }

    /** The inputs of the table besides facts, as of now. The caller holds the customer's lock. */
    Map<String, Object> inputs(String customerId, BigDecimal principal) {
        return inputs(customerId, principal, BigDecimal.ZERO, riskGate.check(customerId));
    }

    /** @param held the part of the limit that the purchase itself holds already, in yuan */
    private Map<String, Object> inputs(
            String customerId, BigDecimal principal, BigDecimal held, Optional<RiskGate.Objection> creditObjection) {
        Account account = credit.account(customerId);
        BigDecimal available =
                account.limit().subtract(account.used()).add(held).max(BigDecimal.ZERO);
        BigDecimal share =
                available.signum() == 0 ? NOTHING_AVAILABLE : principal.divide(available, SHARE_SCALE, RoundingMode.UP);
        String objection = creditObjection.map(Enum::name).orElse("NONE");
        return Map.of(CREDIT_OBJECTION, objection, SHARE_OF_AVAILABLE, share);
    }

    /** Evaluates an application of a customer with these facts for this principal; nothing is kept. */
    EligibilityResult evaluate(String customerId, Map<String, Object> facts, BigDecimal principal) {
        Map<String, Object> otherInputs = inputs(customerId, principal, BigDecimal.ZERO, RiskGate.check(facts));
        return result(decide(customerId, facts, otherInputs, "quote"));
    }

    /** Evaluates an application in review as of now, without counting what it holds itself; nothing is kept. */
    EligibilityResult evaluateInReview(Application application) {
        return result(decideInReview(application, "review"));
    }

    /** Evaluates an application in review and keeps the decision. */
    EligibilityResult evaluateForApproval(Application application, String cause) {
        DecisionRecord decision = decideInReview(application, cause);
        decisions.save(List.of(decision));
        return result(decision);
    }

    private DecisionRecord decideInReview(Application application, String cause) {
        String customerId = application.customerId();
        BigDecimal principal = application.terms().principal();
        Map<String, Object> otherInputs = inputs(customerId, principal, principal, riskGate.check(customerId));
        return decide(customerId, profiles.facts(customerId, decisions.inputs(TABLE)), otherInputs, cause);
    }

    private DecisionRecord decide(
            String customerId, Map<String, Object> facts, Map<String, Object> otherInputs, String cause) {
        Map<String, Object> inputs = new HashMap<>(facts);
        inputs.putAll(otherInputs);
        return decisions.decide(TABLE, customerId, inputs, cause);
    }

    private static EligibilityResult result(DecisionRecord decision) {
        EligibilityOutcome outcome = EligibilityOutcome.valueOf((String) decision.output("eligibility"));
        return new EligibilityResult(
                outcome, outcome == EligibilityOutcome.APPROVE ? null : (String) decision.output("reasonCode"));
    }
}
