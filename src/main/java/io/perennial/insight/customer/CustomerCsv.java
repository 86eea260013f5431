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

/** One customer as tables for a spreadsheet; what the viewer may not see is not there. */
final class CustomerCsv {

    enum Part {
        profile,
        facts,
        tags,
        journeys
    }

    private record Standing(
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

    private record Known(String fact, Object value) {}

    private record Concluded(String tag, Instant since, Instant until, String rule, int version, String evidence) {}

    private record UnderWay(String process, String processInstanceId, Instant startedAt, String waitingFor) {}

    private CustomerCsv() {}

    static ResponseEntity<byte[]> of(CustomerView view, Part part) {
        return switch (part) {
            case profile -> Csv.file("profile", Standing.class, List.of(standing(view)));
            case facts ->
                Csv.file(
                        "facts",
                        Known.class,
                        view.facts().entrySet().stream()
                                .filter(fact -> Objects.nonNull(fact.getValue()))
                                .map(fact -> new Known(fact.getKey(), fact.getValue()))
                                .toList());
            case tags ->
                Csv.file(
                        "tags",
                        Concluded.class,
                        view.tags().stream()
                                .map(tag -> new Concluded(
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
                        UnderWay.class,
                        view.journeys().stream()
                                .map(journey -> new UnderWay(
                                        journey.process(),
                                        journey.processInstanceId(),
                                        journey.startedAt(),
                                        String.join("; ", journey.waitingFor())))
                                .toList());
        };
    }

    private static Standing standing(CustomerView view) {
        Credit credit = view.credit();
        return new Standing(
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
