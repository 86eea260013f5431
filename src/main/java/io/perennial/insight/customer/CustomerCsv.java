package io.perennial.insight.customer;

import io.perennial.customer.profile.Tier;
import io.perennial.insight.customer.CustomerController.Credit;
import io.perennial.insight.customer.CustomerController.CustomerView;
import io.perennial.journey.Stage;
import io.perennial.platform.api.Csv;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.springframework.http.ResponseEntity;

/** CSV tables of a customer, from the view with the viewer's rights applied. */
final class CustomerCsv {

    enum Part {
        profile,
        facts,
        tags,
        journeys
    }

    private record ProfileRow(
            String customerId,
            String name,
            String phone,
            Stage stage,
            Tier tier,
            String memberLevel,
            long pointsBalance,
            boolean holdout,
            BigDecimal creditLimit,
            BigDecimal creditUsed,
            BigDecimal creditAvailable,
            boolean creditFrozen,
            String creditGrade,
            BigDecimal creditBalance) {}

    private record FactRow(String fact, Object value) {}

    private record TagRow(String tag, Instant since, Instant until, String rule, int version, String evidence) {}

    private record JourneyRow(String process, String processInstanceId, Instant startedAt, String waitingFor) {}

    private CustomerCsv() {}

    static ResponseEntity<byte[]> of(CustomerView view, Part part) {
        return switch (part) {
            case profile -> Csv.file("profile", ProfileRow.class, List.of(profile(view)));
            case facts ->
                Csv.file(
                        "facts",
                        FactRow.class,
                        view.facts().entrySet().stream()
                                .filter(fact -> Objects.nonNull(fact.getValue()))
                                .map(fact -> new FactRow(fact.getKey(), fact.getValue()))
                                .toList());
            case tags ->
                Csv.file(
                        "tags",
                        TagRow.class,
                        view.tags().stream()
                                .map(tag -> new TagRow(
                                        tag.tag(),
                                        tag.since(),
                                        tag.until(),
                                        tag.rule(),
                                        tag.version(),
                                        String.join(" ", tag.evidence())))
                                .toList());
            case journeys ->
                Csv.file(
                        "journeys",
                        JourneyRow.class,
                        view.journeys().stream()
                                .map(journey -> new JourneyRow(
                                        journey.process(),
                                        journey.processInstanceId(),
                                        journey.startedAt(),
                                        String.join("; ", journey.waitingFor())))
                                .toList());
        };
    }

    private static ProfileRow profile(CustomerView view) {
        Credit credit = view.credit();
        return new ProfileRow(
                view.customerId(),
                view.name(),
                view.phone(),
                view.stage(),
                view.tier(),
                view.memberLevel(),
                view.pointsBalance(),
                view.holdout(),
                credit.limit(),
                credit.used(),
                credit.available(),
                credit.frozen(),
                credit.grade(),
                view.creditBalance());
    }
}
