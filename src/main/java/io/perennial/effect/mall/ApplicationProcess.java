package io.perennial.effect.mall;

import io.perennial.effect.mall.Application.Status;
import io.perennial.effect.mall.PlanCalculator.PricedPlan;
import io.perennial.journey.Journeys;
import io.perennial.platform.engine.runtime.ProcessListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Runs of the process {@code installment-application}: starts one for each application, and declines what it leaves open. */
@Component
class ApplicationProcess implements ProcessListener {

    private static final String PROCESS = "installment-application";

    private final ApplicationRepository repository;
    private final Journeys journeys;
    private final Eligibility eligibility;
    private final ApplicationDecliner decliner;

    ApplicationProcess(
            ApplicationRepository repository,
            Journeys journeys,
            Eligibility eligibility,
            ApplicationDecliner decliner) {
        this.repository = repository;
        this.journeys = journeys;
        this.eligibility = eligibility;
        this.decliner = decliner;
    }

    /** Starts the process, which decides the application or puts it in review before this returns. */
    void start(PricedApplication priced) {
        Application application = priced.application();
        journeys.start(List.of(new Journeys.StartRequest(
                application.customerId(), PROCESS, cause(application), variables(application, priced.plan()))));
        repository
                .find(application.applicationId())
                .filter(received -> received.status() == Status.RECEIVED)
                // A run of the process that was started by hand prevented this one.
                .ifPresent(
                        received -> decliner.decline(received, Reason.TRY_LATER.name(), "the process could not start"));
    }

    private static String cause(Application application) {
        Terms terms = application.terms();
        return "%s, %s × %d".formatted(application.purchase().product(), terms.principal(), terms.periods());
    }

    private Map<String, Object> variables(Application application, PricedPlan plan) {
        Map<String, Object> variables = new HashMap<>();
        variables.put("applicationId", application.applicationId());
        variables.put("category", application.purchase().category());
        variables.put("product", application.purchase().product());
        variables.put("price", application.purchase().price().doubleValue());
        variables.put("principal", plan.terms().principal().doubleValue());
        variables.put("periods", plan.terms().periods());
        variables.put("monthlyPayment", plan.schedule().monthlyPayment().doubleValue());
        eligibility
                .inputs(application.customerId(), plan.terms().principal())
                .forEach((input, value) ->
                        variables.put(input, value instanceof Number number ? (Object) number.doubleValue() : value));
        return variables;
    }

    @Override
    public Map<String, Object> started(String process, String businessKey, String processInstanceId) {
        return Map.of();
    }

    /** A review that ends undecided, by hand, by a merge or by an erasure, releases what was held for it. */
    @Override
    public void ended(String process, String businessKey, String processInstanceId) {
        if (process.equals(PROCESS)) {
            repository
                    .ofInstance(processInstanceId)
                    .filter(application -> application.status().isOpen())
                    .ifPresent(application -> decliner.decline(
                            application, Reason.CANCELLED.name(), "its review ended without an answer"));
        }
    }
}
