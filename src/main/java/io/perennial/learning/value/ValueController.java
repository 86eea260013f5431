package io.perennial.learning.value;

import io.perennial.platform.api.Csv;
import io.perennial.platform.api.DateRange;
import io.perennial.platform.clock.BusinessClock;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.LocalDate;
import java.time.YearMonth;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Endpoint for customer values. */
@RestController
@RequestMapping("/api/v1/insight")
@Tag(name = "insight")
class ValueController {

    /** Reaches into the eleventh month before the current one. */
    private static final int DAYS = 335;

    private final ChannelValues values;
    private final BusinessClock clock;

    ValueController(ChannelValues values, BusinessClock clock) {
        this.values = values;
        this.clock = clock;
    }

    @GetMapping("/ltv")
    @Operation(
            summary = "Lifetime value, cost and payback of the customers each channel brought in each month, by default"
                    + " of the last twelve; with the models behind the prediction")
    @ApiResponse(
            responseCode = "200",
            content = {
                @Content(mediaType = "application/json", schema = @Schema(implementation = ChannelValues.Report.class)),
                @Content(mediaType = "text/csv", schema = @Schema(type = "string"))
            })
    ResponseEntity<?> ltv(
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) LocalDate from,
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) LocalDate to,
            @RequestParam(required = false) Csv.Format format,
            @RequestHeader(value = HttpHeaders.ACCEPT, required = false) String accept) {
        DateRange days = DateRange.of(from, to, DAYS, clock.today());
        ChannelValues.Report report = values.report(YearMonth.from(days.from()), YearMonth.from(days.to()));
        return Csv.isAsked(format, accept)
                ? Csv.file("ltv", ChannelValue.class, report.channels())
                : ResponseEntity.ok(report);
    }
}
