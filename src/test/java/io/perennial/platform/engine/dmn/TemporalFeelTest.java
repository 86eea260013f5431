package io.perennial.platform.engine.dmn;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import org.camunda.bpm.engine.variable.Variables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dates and times in FEEL are in the business zone, on a machine in another zone. */
class TemporalFeelTest {

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    /** 1 February, half past midnight, in Shanghai. */
    private static final Instant AT = Instant.parse("2026-01-31T16:30:00Z");

    private final TimeZone machine = TimeZone.getDefault();
    private final FastFeelEngine feel =
            new FastFeelEngine(List.of(), Clock.fixed(Instant.parse("2026-03-31T16:30:00Z"), SHANGHAI));

    @BeforeEach
    void elsewhere() {
        TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
    }

    @AfterEach
    void atHome() {
        TimeZone.setDefault(machine);
    }

    @Test
    void nowAndTodayFollowTheBusinessClockAndZone() {
        assertThat(this.<ZonedDateTime>value("now()"))
                .isEqualTo(Instant.parse("2026-03-31T16:30:00Z").atZone(SHANGHAI));
        assertThat(this.<LocalDate>value("today()")).isEqualTo("2026-04-01");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            date("2026-02-01")                                          | true
            date("2026-01-31")                                          | false
            date("2026-01-31"), date("2026-02-01")                      | true
            < date("2026-02-01")                                        | false
            <= date("2026-02-01")                                       | true
            > date("2026-01-31")                                        | true
            [date("2026-02-01")..date("2026-02-01")]                    | true
            [date("2026-01-01")..date("2026-02-01"))                    | false
            not(date("2026-02-01"))                                     | false
            date and time("2026-01-31T16:30:00Z")                       | true
            date and time("2026-02-01T00:30:00")                        | true
            date and time("2026-01-31T17:30:00@Europe/Berlin")          | true
            <= date and time("2026-01-31T16:30:00Z")                    | true
            < date and time("2026-02-01T00:30:00")                      | false
            < date and time("2026-02-01T00:30:01")                      | true
            [date and time("2026-02-01T00:00:00")..date("2026-02-28")]  | true
            < today() - duration("P7D")                                 | true
            ? < now()                                                   | true
            now() - ? > duration("P58D")                                | true
            now() - ? > duration("P60D")                                | false
            today() - date(?) = duration("P59D")                        | true
            ? in [date("2026-01-01")..date("2026-02-01")]               | true
            date(?) = date("2026-02-01") and ?.hour = 0                 | true
            time(?) < time("01:00:00")                                  | true
            """)
    void timeComparesWithDatesAndTimesOfEveryKind(String test, boolean holds) {
        for (Object input : List.of(AT, Date.from(AT), AT.atZone(ZoneId.of("Europe/Paris")))) {
            if (!test.contains("hour") && !test.contains("time(?)") && !test.contains("date(?)")
                    || !(input instanceof ZonedDateTime)) {
                assertThat(test(test, input)).as(test + " of " + input).isEqualTo(holds);
            }
        }
        assertThat(test(test.startsWith("not") ? "-" : test, null))
                .as("null is neither before nor after null")
                .isEqualTo(test.startsWith("not"));
    }

    @Test
    void invalidComparisonIsReportedAndNull() {
        assertThat(trial("< 5", AT).failures()).singleElement().asString().contains("compare");
        assertThat(trial("< date(\"2026-01-01\")", 5).failures()).isNotEmpty();
        assertThat(trial("< date(\"2026-01-01\")", AT).failures()).isEmpty();
        assertThat(trial("contains(?, \"a\")", "b").failures()).isEmpty();
        assertThat(trial("a < 3", 5).failures()).isEmpty();
        assertThat(trial("unknown(?)", 5).failures()).isNotEmpty();
        assertThat(test("< 5", AT)).isFalse();
    }

    @SuppressWarnings("unchecked")
    private <T> T value(String text) {
        return (T) feel.evaluateSimpleExpression(text, Variables.emptyVariableContext());
    }

    private boolean test(String text, Object input) {
        return feel.evaluateSimpleUnaryTests(
                text, "cellInput", Variables.putValue("cellInput", input).asVariableContext());
    }

    private FastFeelEngine.Trial trial(String text, Object input) {
        return feel.tryOut(
                text,
                "cellInput",
                Variables.fromMap(Map.of("cellInput", input, "a", 4)).asVariableContext());
    }
}
