package io.perennial.platform.engine.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Timers with summer time from 31 March to 27 October 2024, on a machine in another zone. */
class DueTimeTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final String NIGHTLY = "0 0 2 * * *";

    private final TimeZone machine = TimeZone.getDefault();
    private final DueTime due = new DueTime(BERLIN);
    private final ZonedCronCalendar cycles = new ZonedCronCalendar(due);

    @BeforeEach
    void elsewhere() {
        TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
    }

    @AfterEach
    void atHome() {
        TimeZone.setDefault(machine);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-03-29", "2024-10-25"})
    void everyDayHasOneReviewAlsoWhenClocksChange(LocalDate first) {
        List<LocalDate> reviews = new ArrayList<>();
        Date at = at(first.atTime(12, 0));
        for (int i = 0; i < 4; i++) {
            at = cycles.resolveDuedate(NIGHTLY, at, 0);
            reviews.add(LocalDate.ofInstant(at.toInstant(), BERLIN));
        }

        assertThat(reviews).containsExactly(first.plusDays(1), first.plusDays(2), first.plusDays(3), first.plusDays(4));
    }

    @ParameterizedTest
    @CsvSource({
        "2024-03-30T12:00:00Z, 2024-03-31T01:00:00Z", // 02:00 does not exist: 03:00 summer time
        "2024-10-26T12:00:00Z, 2024-10-27T00:00:00Z", // the first of two
        "2024-10-27T00:00:00Z, 2024-10-28T01:00:00Z",
        "2024-10-27T00:30:00Z, 2024-10-28T01:00:00Z",
        "2024-10-27T01:00:00Z, 2024-10-28T01:00:00Z",
        "2024-10-27T01:30:00Z, 2024-10-28T01:00:00Z"
    })
    void reviewIsAtTwoOrWhenClocksChange(Instant after, Instant next) {
        assertThat(due.next(NIGHTLY, Date.from(after))).isEqualTo(Date.from(next));
    }

    @ParameterizedTest
    @CsvSource({
        "2024-03-28T12:00:00Z, 2024-03-31T12:00:00Z, 2024-03-31T01:00:00Z",
        "2024-03-31T01:00:00Z, 2024-03-31T12:00:00Z, 2024-03-31T01:00:00Z",
        "2024-10-20T12:00:00Z, 2024-10-27T01:30:00Z, 2024-10-27T00:00:00Z",
        "2024-10-27T00:00:00Z, 2024-10-27T12:00:00Z, 2024-10-27T00:00:00Z",
        "2024-10-27T00:00:00Z, 2024-11-27T12:00:00Z, 2024-11-27T01:00:00Z"
    })
    void jumpOverManyNightsUsesTheLatest(Instant meant, Instant now, Instant latest) {
        assertThat(due.latestPassed(NIGHTLY, Date.from(meant), Date.from(now))).isEqualTo(Date.from(latest));
    }

    @Test
    void hourlyTimerFiresInEveryHour() {
        Date at = at(LocalDateTime.parse("2024-10-27T01:00:00"));
        for (int i = 0; i < 4; i++) {
            Date next = due.next("0 0 * * * *", at);
            assertThat(next.getTime() - at.getTime()).isEqualTo(3_600_000);
            at = next;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2024-03-28T09:30:00, P7D, 2024-04-04T09:30:00",
        "2024-10-25T09:30:00, P1W, 2024-11-01T09:30:00",
        "2024-03-30T02:30:00, P1D, 2024-03-31T03:30:00",
        "2024-01-31T09:30:00, P1M, 2024-02-29T09:30:00",
        "2024-10-26T12:00:00, PT24H, 2024-10-27T11:00:00",
        "2024-03-30T12:00:00, P1DT1H0.5S, 2024-03-31T13:00:00.500",
        "2024-03-30T12:00:00, P1Y2M3DT4H5M6S, 2025-06-02T16:05:06"
    })
    void durationsCountInTheBusinessZone(LocalDateTime start, String duration, LocalDateTime end) {
        assertThat(new DueDateDurationCalendar(due).resolveDuedate(duration, at(start)))
                .isEqualTo(at(end));
        assertThat(new LocalDueDates(due).resolveDuedate(duration, at(start))).isEqualTo(at(end));
        assertThat(cycles.resolveDuedate("R/" + duration, at(start), 0)).isEqualTo(at(end));
    }

    @Test
    void datesWithoutZoneAreInTheBusinessZone() {
        LocalDueDates dates = new LocalDueDates(due);

        assertThat(dates.resolveDuedate("2024-04-01T09:00:00"))
                .isEqualTo(at(LocalDateTime.parse("2024-04-01T09:00:00")));
        assertThat(dates.resolveDuedate("2024-04-01T09:00:00Z"))
                .isEqualTo(Date.from(Instant.parse("2024-04-01T09:00:00Z")));
        assertThat(cycles.resolveDuedate(
                        "R3/2024-03-30T09:00:00/P1D", at(LocalDateTime.parse("2024-03-31T12:00:00")), 0))
                .isEqualTo(at(LocalDateTime.parse("2024-04-01T09:00:00")));
        assertThat(cycles.resolveDuedate(
                        "R1/2024-03-30T09:00:00/P1D", at(LocalDateTime.parse("2024-04-05T12:00:00")), 0))
                .isNull();
    }

    private static Date at(LocalDateTime local) {
        return Date.from(local.atZone(BERLIN).toInstant());
    }
}
