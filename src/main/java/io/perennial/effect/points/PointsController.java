package io.perennial.effect.points;

import io.perennial.platform.api.ApiException;
import io.perennial.platform.clock.BusinessClock;
import io.swagger.v3.oas.annotations.Operation;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/customers/{customerId}")
class PointsController {

    private final PointsService points;
    private final BusinessClock clock;

    PointsController(PointsService points, BusinessClock clock) {
        this.points = points;
        this.clock = clock;
    }

    @GetMapping("/points/statements/{month}")
    @Operation(summary = "The points of a calendar month, such as 2026-03")
    MonthStatement month(@PathVariable String customerId, @PathVariable String month) {
        if (!points.knows(customerId)) {
            throw ApiException.unknownCustomer(customerId);
        }
        try {
            return points.month(customerId, YearMonth.parse(month));
        } catch (DateTimeException notAMonth) {
            throw ApiException.invalid("month must be one such as 2026-03.");
        }
    }

    @GetMapping("/points")
    Statement points(@PathVariable String customerId, @RequestParam(required = false) String at) {
        if (!points.knows(customerId)) {
            throw ApiException.unknownCustomer(customerId);
        }
        return at == null ? points.statement(customerId) : points.statement(customerId, instant(at));
    }

    /** An instant, or the end of a day. */
    private Instant instant(String at) {
        try {
            return at.contains("T")
                    ? OffsetDateTime.parse(at).toInstant()
                    : LocalDate.parse(at)
                            .plusDays(1)
                            .atStartOfDay(clock.getZone())
                            .minusNanos(1)
                            .toInstant();
        } catch (DateTimeException notATime) {
            throw ApiException.invalid("at must be a date such as 2026-03-01 or a time with an offset.");
        }
    }
}
