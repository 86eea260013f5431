package io.perennial.lift;

import io.perennial.api.Days;
import io.perennial.api.Refused;
import io.perennial.clock.BusinessClock;
import io.perennial.lift.Lift.By;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What offers change. */
@RestController
@RequestMapping("/api/v1/insight")
@Tag(name = "insight")
class LiftController {

    private static final int DAYS = 90;

    private final LiftBook book;
    private final BusinessClock clock;

    LiftController(LiftBook book, BusinessClock clock) {
        this.book = book;
        this.clock = clock;
    }

    @GetMapping("/holdout")
    @Operation(
            summary =
                    "What offers and messages change: treated against held-out customers by stage, offer and channel, "
                            + "of those who entered from one day to another, by default in the last 90 days")
    List<Lift> holdout(
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) LocalDate from,
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) LocalDate to,
            @RequestParam(required = false) String by) {
        Days days = Days.of(from, to, DAYS, clock.today());
        List<Lift> lifts = new ArrayList<>();
        for (By one : by == null ? By.values() : new By[] {by(by)}) {
            lifts.addAll(book.lift(one, days.from(), days.to()));
        }
        return lifts;
    }

    private static By by(String name) {
        return Arrays.stream(By.values())
                .filter(by -> by.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> Refused.invalid("by must be stage, offer or channel."));
    }
}
