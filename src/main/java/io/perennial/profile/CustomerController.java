package io.perennial.profile;

import io.perennial.engine.Processes;
import io.perennial.feedback.Holdout;
import io.perennial.journey.Journey;
import io.perennial.journey.Journeys;
import io.perennial.journey.Stage;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** One customer as of now. */
@RestController
@RequestMapping("/api/v1/customers")
@Tag(name = "customers")
class CustomerController {

    record CustomerView(
            String customerId,
            Stage stage,
            Tier tier,
            String memberLevel,
            int pointsBalance,
            boolean holdout,
            Credit credit,
            Map<String, Object> facts,
            List<Running> journeys) {}

    record Credit(BigDecimal limit, BigDecimal used, BigDecimal available, boolean frozen, String grade) {}

    record Running(String process, String processInstanceId, Instant startedAt, List<String> waitingFor) {}

    private final ProfileBook profiles;
    private final Journeys journeys;
    private final Processes processes;
    private final Holdout holdout;

    CustomerController(ProfileBook profiles, Journeys journeys, Processes processes, Holdout holdout) {
        this.profiles = profiles;
        this.journeys = journeys;
        this.processes = processes;
        this.holdout = holdout;
    }

    @GetMapping("/{customerId}")
    @Transactional
    @Operation(summary = "A customer's stage, tier, credit, facts and running journeys")
    public CustomerView customer(@PathVariable String customerId) {
        Profile profile = profiles.read(customerId);
        return new CustomerView(
                customerId,
                profile.stage,
                profile.tier,
                profile.memberLevel,
                profile.pointsBalance,
                holdout.holds(customerId),
                new Credit(
                        profile.creditLimit,
                        profile.creditUsed,
                        profile.creditLimit.subtract(profile.creditUsed).max(BigDecimal.ZERO),
                        profile.frozen,
                        profile.grade),
                profiles.facts(profile).asMap(),
                running(customerId));
    }

    private List<Running> running(String customerId) {
        List<Journey> open = journeys.open(List.of(customerId));
        Map<String, List<String>> waitingFor = processes.waitingFor(
                open.stream().map(Journey::processInstanceId).toList());
        return open.stream()
                .map(journey -> new Running(
                        journey.process(),
                        journey.processInstanceId(),
                        journey.startedAt(),
                        waitingFor.getOrDefault(journey.processInstanceId(), List.of())))
                .toList();
    }
}
