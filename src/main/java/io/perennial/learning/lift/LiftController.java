package io.perennial.learning.lift;

import io.perennial.learning.lift.Lift.By;
import io.perennial.platform.api.ApiException;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Endpoint for the lift of offers. */
@RestController
@RequestMapping("/api/v1/insight")
@Tag(name = "insight")
class LiftController {

    private static final int DAYS = 90;

    /** CSV row of a lift. */
    record Line(
            By by,
            String subject,
            long treated,
            long heldOut,
            Double returnedTreated,
            Double returnedHeldOut,
            Double returnedDifference,
            Double returnedLow,
            Double returnedHigh,
            Double ordersTreated,
            Double ordersHeldOut,
            Double ordersDifference,
            Double ordersLow,
            Double ordersHigh,
            Double marginTreated,
            Double marginHeldOut,
            Double marginDifference,
            Double marginLow,
            Double marginHigh,
            Lift.Verdict verdict) {

        static Line of(Lift lift) {
            Difference returned = lift.returned();
            Difference orders = lift.orders();
            Difference margin = lift.margin();
            return new Line(
                    lift.by(),
                    lift.subject(),
                    lift.treated(),
                    lift.heldOut(),
                    returned.treated(),
                    returned.heldOut(),
                    returned.difference(),
                    returned.low(),
                    returned.high(),
                    orders.treated(),
                    orders.heldOut(),
                    orders.difference(),
                    orders.low(),
                    orders.high(),
                    margin.treated(),
                    margin.heldOut(),
                    margin.difference(),
                    margin.low(),
                    margin.high(),
                    lift.verdict());
        }
    }

    private final LiftService lifts;
    private final BusinessClock clock;

    LiftController(LiftService lifts, BusinessClock clock) {
        this.lifts = lifts;
        this.clock = clock;
    }

    @GetMapping("/holdout")
    @Operation(
            summary =
                    "Lift of offers and messages: treated compared with held-out customers by stage, offer and channel, "
                            + "for entries from one day to another, by default the last 90 days")
    @ApiResponse(
            responseCode = "200",
            content = {
                @Content(
                        mediaType = "application/json",
                        array = @ArraySchema(schema = @Schema(implementation = Lift.class))),
                @Content(mediaType = "text/csv", schema = @Schema(type = "string"))
            })
    ResponseEntity<?> holdout(
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) LocalDate from,
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) LocalDate to,
            @RequestParam(required = false) String by,
            @RequestParam(required = false) Csv.Format format,
            @RequestHeader(value = HttpHeaders.ACCEPT, required = false) String accept) {
        DateRange days = DateRange.of(from, to, DAYS, clock.today());
        List<Lift> rows = new ArrayList<>();
        for (By grouping : by == null ? By.values() : new By[] {by(by)}) {
            rows.addAll(lifts.lift(grouping, days.from(), days.to()));
        }
        return Csv.isAsked(format, accept)
                ? Csv.file("holdout", Line.class, rows.stream().map(Line::of).toList())
                : ResponseEntity.ok(rows);
    }

    private static By by(String name) {
        return Arrays.stream(By.values())
                .filter(by -> by.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> ApiException.invalid("by must be stage, offer or channel."));
    }
}
