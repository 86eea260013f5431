package io.perennial.foresight;

import io.perennial.api.Days;
import io.perennial.clock.BusinessClock;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.LocalDate;
import java.util.List;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** How well was foretold. */
@RestController
@RequestMapping("/api/v1/insight")
@Tag(name = "insight")
class QualityController {

    private static final int DAYS = 90;

    private final Foresight foresight;
    private final BusinessClock clock;

    QualityController(Foresight foresight, BusinessClock clock) {
        this.foresight = foresight;
        this.clock = clock;
    }

    @GetMapping("/quality")
    @Operation(
            summary = "How well churn-risk, probability-alive and risk tags foretold what came: AUC, precision at"
                    + " capacity and calibration, of the nights from one day to another, by default the last 90"
                    + " days")
    List<Quality> quality(
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) LocalDate from,
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) LocalDate to) {
        Days days = Days.of(from, to, DAYS, clock.today());
        return foresight.quality(days.from(), days.to());
    }
}
