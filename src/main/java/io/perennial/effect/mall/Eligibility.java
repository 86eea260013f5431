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

/** What {@code installment-eligibility} is asked about a purchase, and what it says. */
@Component
public class Eligibility implements ModelVocabularySource {

    /** What comes of an application. */
    public enum Verdict {
        APPROVE,
        REVIEW,
        DECLINE
    }

    record Answer(Verdict verdict, String reasonCode) {

        /** What a reviewer is told, in English and Chinese, parted by a mark of which Tasklist leaves the reader's half. */
        String note() {
            return verdict == Verdict.DECLINE
                    ? "- No. " + Reason.words(reasonCode, Locale.ENGLISH) + " \u200b不能。"
                            + Reason.words(reasonCode, Locale.CHINESE)
                    : "- Yes. \u200b可以。";
        }
    }

    static final String TABLE = "installment-eligibility";
    static final String CREDIT_OBJECTION = "creditObjection";
    static final String SHARE_OF_AVAILABLE = "shareOfAvailable";
    private static final int DIGITS = 10;
    private static final BigDecimal MORE_THAN_ALL = new BigDecimal("1000000");

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

    /** What tables of the mall may ask for besides facts. */
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

    /** What is not a fact, as of now; the caller holds the customer's lock. */
    Map<String, Object> inputs(String customerId, BigDecimal principal) {
        return inputs(customerId, principal, BigDecimal.ZERO, riskGate.check(customerId));
    }

    /** @param held what the purchase itself holds of the limit already */
    private Map<String, Object> inputs(
            String customerId, BigDecimal principal, BigDecimal held, Optional<RiskGate.Objection> creditObjection) {
        Account account = credit.account(customerId);
        BigDecimal available =
                account.limit().subtract(account.used()).add(held).max(BigDecimal.ZERO);
        BigDecimal share =
                available.signum() == 0 ? MORE_THAN_ALL : principal.divide(available, DIGITS, RoundingMode.UP);
        String objection = creditObjection.map(Enum::name).orElse("NONE");
        return Map.of(CREDIT_OBJECTION, objection, SHARE_OF_AVAILABLE, share);
    }

    /** What would come of an application of a customer with all those facts for so much. */
    Answer ask(String customerId, Map<String, Object> facts, BigDecimal principal) {
        Map<String, Object> beside = inputs(customerId, principal, BigDecimal.ZERO, RiskGate.check(facts));
        return answer(decide(customerId, facts, beside, "quote"));
    }

    /** The eligibility of an application in review as of now, apart from what it holds itself. */
    Answer ofReview(Application application) {
        return answer(decideAgain(application, "review"));
    }

    /** The same, to act upon: the decision is kept. */
    Answer askAgain(Application application, String cause) {
        DecisionRecord decision = decideAgain(application, cause);
        decisions.save(List.of(decision));
        return answer(decision);
    }

    private DecisionRecord decideAgain(Application application, String cause) {
        String customerId = application.customerId();
        BigDecimal principal = application.terms().principal();
        Map<String, Object> beside = inputs(customerId, principal, principal, riskGate.check(customerId));
        return decide(customerId, profiles.facts(customerId, decisions.inputs(TABLE)), beside, cause);
    }

    private DecisionRecord decide(
            String customerId, Map<String, Object> facts, Map<String, Object> beside, String cause) {
        Map<String, Object> inputs = new HashMap<>(facts);
        inputs.putAll(beside);
        return decisions.decide(TABLE, customerId, inputs, cause);
    }

    private static Answer answer(DecisionRecord decision) {
        Verdict verdict = Verdict.valueOf((String) decision.output("eligibility"));
        return new Answer(verdict, verdict == Verdict.APPROVE ? null : (String) decision.output("reasonCode"));
    }
}
