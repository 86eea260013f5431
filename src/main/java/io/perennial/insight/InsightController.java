package io.perennial.insight;

import io.perennial.platform.api.Csv;
import io.perennial.platform.api.DateRange;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Endpoints for the dashboard. Days ({@code from}, {@code to}) are in the configured time zone, both included; without them
 * all data is counted. The response is CSV with {@code format=csv}, or if only {@code text/csv} is accepted, else JSON.
 */
@RestController
@RequestMapping("/api/v1/insight")
@Tag(name = "insight")
class InsightController {

    enum Part {
        steps,
        stages,
        flow
    }

    private final Insight insight;
    private final JourneyInsight journeys;
    private final Definitions definitions;

    InsightController(Insight insight, JourneyInsight journeys, Definitions definitions) {
        this.insight = insight;
        this.journeys = journeys;
        this.definitions = definitions;
    }

    @GetMapping("/today")
    @Operation(summary = "Numbers of today and current totals")
    ResponseEntity<?> today(
            @RequestParam(required = false) Csv.Format format,
            @RequestHeader(value = HttpHeaders.ACCEPT, required = false) String accept) {
        Today today = insight.today();
        return Csv.isAsked(format, accept) ? Csv.file("today", Today.class, List.of(today)) : json(today);
    }

    @GetMapping("/funnel")
    @Operation(
            summary = "Funnel of the registrations of these days; current stages; stage changes",
            description = "part selects the table of the CSV: steps, stages or flow.")
    ResponseEntity<?> funnel(
            @RequestParam(required = false) LocalDate from,
            @RequestParam(required = false) LocalDate to,
            @RequestParam(defaultValue = "steps") Part part,
            @RequestParam(required = false) Csv.Format format,
            @RequestHeader(value = HttpHeaders.ACCEPT, required = false) String accept) {
        Funnel funnel = insight.funnel(from, to);
        if (!Csv.isAsked(format, accept)) {
            return json(funnel);
        }
        return switch (part) {
            case steps -> Csv.file("funnel", FunnelStep.class, funnel.steps());
            case stages -> Csv.file("stages", StageCount.class, funnel.stages());
            case flow -> Csv.file("flow", StageFlow.class, funnel.flow());
        };
    }

    @GetMapping("/cohorts")
    @Operation(summary = "By month of registration: share of customers active in each later month")
    ResponseEntity<?> cohorts(
            @RequestParam(required = false) LocalDate from,
            @RequestParam(required = false) LocalDate to,
            @RequestParam(required = false) Csv.Format format,
            @RequestHeader(value = HttpHeaders.ACCEPT, required = false) String accept) {
        List<CohortRow> rows = insight.cohorts(from, to);
        if (!Csv.isAsked(format, accept)) {
            return json(rows);
        }
        List<CohortRow.Line> lines = rows.stream()
                .flatMap(row -> row.months().stream()
                        .map(month -> new CohortRow.Line(
                                row.cohort(), row.customers(), month.month(), month.active(), month.share())))
                .toList();
        return Csv.file("cohorts", CohortRow.Line.class, lines);
    }

    @GetMapping("/channels")
    @Operation(summary = "By channel: registrations of these days, their outcomes and cost")
    ResponseEntity<?> channels(
            @RequestParam(required = false) LocalDate from,
            @RequestParam(required = false) LocalDate to,
            @RequestParam(required = false) Csv.Format format,
            @RequestHeader(value = HttpHeaders.ACCEPT, required = false) String accept) {
        return rows("channels", ChannelRow.class, insight.channels(from, to), Csv.isAsked(format, accept));
    }

    @GetMapping("/offers")
    @Operation(summary = "By offer: coupons, responses, withheld effects, cost and budget")
    ResponseEntity<?> offers(
            @RequestParam(required = false) LocalDate from,
            @RequestParam(required = false) LocalDate to,
            @RequestParam(required = false) Csv.Format format,
            @RequestHeader(value = HttpHeaders.ACCEPT, required = false) String accept) {
        return rows("offers", OfferRow.class, insight.offers(from, to), Csv.isAsked(format, accept));
    }

    @GetMapping("/callbacks")
    @Operation(summary = "By kind: callbacks created in these days and their outcomes")
    ResponseEntity<?> callbacks(
            @RequestParam(required = false) LocalDate from,
            @RequestParam(required = false) LocalDate to,
            @RequestParam(required = false) Csv.Format format,
            @RequestHeader(value = HttpHeaders.ACCEPT, required = false) String accept) {
        return rows("callbacks", CallbackRow.class, insight.callbacks(from, to), Csv.isAsked(format, accept));
    }

    @GetMapping("/reviews")
    @Operation(summary = "The latest nightly reviews and their progress, newest first")
    ResponseEntity<?> reviews(
            @RequestParam(required = false) Csv.Format format,
            @RequestHeader(value = HttpHeaders.ACCEPT, required = false) String accept) {
        return rows("reviews", ReviewRow.class, insight.reviews(), Csv.isAsked(format, accept));
    }

    @GetMapping("/journeys")
    @Operation(summary = "By process: running now, started and ended in these days")
    ResponseEntity<?> journeys(
            @RequestParam(required = false) LocalDate from,
            @RequestParam(required = false) LocalDate to,
            @RequestParam(required = false) Csv.Format format,
            @RequestHeader(value = HttpHeaders.ACCEPT, required = false) String accept) {
        return rows("journeys", JourneyRow.class, journeys.all(DateRange.of(from, to)), Csv.isAsked(format, accept));
    }

    @GetMapping("/journeys/{process}")
    @Operation(
            summary = "By step of a process: customers there now, entries in these days, and their share of the starts")
    ResponseEntity<?> journey(
            @PathVariable String process,
            @RequestParam(required = false) LocalDate from,
            @RequestParam(required = false) LocalDate to,
            @RequestParam(required = false) Csv.Format format,
            @RequestHeader(value = HttpHeaders.ACCEPT, required = false) String accept) {
        return rows(
                "journey",
                PlaceRow.class,
                journeys.places(process, DateRange.of(from, to)),
                Csv.isAsked(format, accept));
    }

    @GetMapping(path = "/journeys/{process}/diagram", produces = MediaType.APPLICATION_XML_VALUE)
    @Operation(summary = "The latest version of the process as BPMN")
    ResponseEntity<byte[]> diagram(@PathVariable String process) {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_XML).body(journeys.bpmn(process));
    }

    @GetMapping("/definitions")
    @Operation(summary = "Definition of each number in both languages, and its source tables")
    Map<String, Definitions.Definition> definitions() {
        return definitions.all();
    }

    private static <T extends Record> ResponseEntity<?> rows(String name, Class<T> type, List<T> rows, boolean csv) {
        return csv ? Csv.file(name, type, rows) : json(rows);
    }

    private static ResponseEntity<?> json(Object body) {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(body);
    }
}
