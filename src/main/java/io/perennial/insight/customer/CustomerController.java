package io.perennial.insight.customer;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.perennial.customer.profile.Profile;
import io.perennial.customer.profile.ProfileService;
import io.perennial.customer.profile.Tag;
import io.perennial.customer.profile.Tier;
import io.perennial.effect.holdout.Holdout;
import io.perennial.journey.Journey;
import io.perennial.journey.Journeys;
import io.perennial.journey.Stage;
import io.perennial.platform.api.Csv;
import io.perennial.platform.engine.runtime.ProcessRuntime;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Endpoint for a customer's current data. */
@RestController
@RequestMapping("/api/v1/customers")
@io.swagger.v3.oas.annotations.tags.Tag(name = "customers")
class CustomerController {

    record CustomerView(
            String customerId,

            @Schema(description = "masked for all but customer-service and risk, left out for analyst")
            @JsonInclude(JsonInclude.Include.NON_NULL)
            String name,

            @JsonInclude(JsonInclude.Include.NON_NULL) String phone,
            Stage stage,
            Tier tier,
            String memberLevel,
            long pointsBalance,

            @Schema(description = "amount paid beyond the bills, in yuan; later bills use it first")
            BigDecimal creditBalance,

            boolean holdout,
            Credit credit,
            Map<String, Object> facts,
            List<Tag> tags,
            List<Running> journeys) {}

    record Credit(BigDecimal limit, BigDecimal used, BigDecimal available, boolean frozen, String grade) {}

    record Running(String process, String processInstanceId, Instant startedAt, List<String> waitingFor) {}

    private final ProfileService profiles;
    private final Journeys journeys;
    private final ProcessRuntime processes;
    private final Holdout holdout;

    CustomerController(ProfileService profiles, Journeys journeys, ProcessRuntime processes, Holdout holdout) {
        this.profiles = profiles;
        this.journeys = journeys;
        this.processes = processes;
        this.holdout = holdout;
    }

    @GetMapping("/{customerId}")
    @Transactional
    @Operation(
            summary = "A customer's stage, tier, credit, facts, tags and running journeys",
            description = "part selects the table of the CSV: profile, facts, tags or journeys.")
    @ApiResponse(
            responseCode = "200",
            content = {
                @Content(mediaType = "application/json", schema = @Schema(implementation = CustomerView.class)),
                @Content(mediaType = "text/csv", schema = @Schema(type = "string"))
            })
    public ResponseEntity<?> customer(
            @PathVariable String customerId,
            @RequestParam(defaultValue = "profile") CustomerCsv.Part part,
            @RequestParam(required = false) Csv.Format format,
            @RequestHeader(value = HttpHeaders.ACCEPT, required = false) String accept,
            Authentication viewer) {
        CustomerView view = view(customerId, viewer);
        return Csv.isAsked(format, accept) ? CustomerCsv.of(view, part) : ResponseEntity.ok(view);
    }

    private CustomerView view(String customerId, Authentication viewer) {
        Profile profile = profiles.read(customerId);
        PersonalDataVisibility visibility = PersonalDataVisibility.of(viewer);
        return new CustomerView(
                customerId,
                visibility.name(profile.name()),
                visibility.phone(profile.phone()),
                profile.stage(),
                profile.tier(),
                profile.memberLevel(),
                profile.pointsBalance(),
                profiles.creditBalance(customerId),
                holdout.isHeldOut(customerId),
                new Credit(
                        profile.creditLimit(),
                        profile.creditUsed(),
                        profile.creditLimit().subtract(profile.creditUsed()).max(BigDecimal.ZERO),
                        profile.isFrozen(),
                        profile.grade()),
                profiles.displayedFacts(profile),
                profiles.tags(profile),
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
