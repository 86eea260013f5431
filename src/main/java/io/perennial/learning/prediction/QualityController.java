package io.perennial.learning.prediction;

import io.perennial.platform.api.Csv;
import io.perennial.platform.api.DateRange;
import io.perennial.platform.clock.BusinessClock;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Endpoint for prediction quality. */
@RestController
@RequestMapping("/api/v1/insight")
@Tag(name = "insight")
class QualityController {

    private static final int DAYS = 90;

    enum Part {
        summary,
        calibration
    }

    /** CSV row of one prediction. */
    record Summary(
            String what,
            long customers,
            long came,
            Double auc,
            double capacityShare,
            Double precisionAtCapacity,
            Double baseRate) {

        static Summary of(PredictionQualityReport quality) {
            return new Summary(
                    quality.what(),
                    quality.customers(),
                    quality.came(),
                    quality.auc(),
                    quality.capacityShare(),
                    quality.precisionAtCapacity(),
                    quality.baseRate());
        }
    }

    /** CSV row of one score. */
    record Calibration(String what, double score, String name, long customers, long came, double share) {

        static Stream<Calibration> of(PredictionQualityReport quality) {
            return quality.calibration().stream()
                    .map(score -> new Calibration(
                            quality.what(),
                            score.score(),
                            score.name(),
                            score.customers(),
                            score.came(),
                            score.share()));
        }
    }

    private final PredictionQuality predictions;
    private final BusinessClock clock;

    QualityController(PredictionQuality predictions, BusinessClock clock) {
        this.predictions = predictions;
        this.clock = clock;
    }

    @GetMapping("/quality")
    @Operation(
            summary =
                    "Prediction quality of churn-risk, probability-alive and risk tags: AUC, precision at capacity and"
                            + " calibration, for the nights from one day to another, by default the last 90 days",
            description = "part selects the table of the CSV: summary or calibration.")
    @ApiResponse(
            responseCode = "200",
            content = {
                @Content(
                        mediaType = "application/json",
                        array = @ArraySchema(schema = @Schema(implementation = PredictionQualityReport.class))),
                @Content(mediaType = "text/csv", schema = @Schema(type = "string"))
            })
    ResponseEntity<?> quality(
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) LocalDate from,
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) LocalDate to,
            @RequestParam(defaultValue = "summary") Part part,
            @RequestParam(required = false) Csv.Format format,
            @RequestHeader(value = HttpHeaders.ACCEPT, required = false) String accept) {
        DateRange days = DateRange.of(from, to, DAYS, clock.today());
        List<PredictionQualityReport> reports = predictions.quality(days.from(), days.to());
        if (!Csv.isAsked(format, accept)) {
            return ResponseEntity.ok(reports);
        }
        return switch (part) {
            case summary ->
                Csv.file(
                        "quality",
                        Summary.class,
                        reports.stream().map(Summary::of).toList());
            case calibration ->
                Csv.file(
                        "calibration",
                        Calibration.class,
                        reports.stream().flatMap(Calibration::of).toList());
        };
    }
}
