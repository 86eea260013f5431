package io.perennial.effect.outreach;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietHoursTest {

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private final QuietHours night = new QuietHours(LocalTime.of(21, 0), LocalTime.of(9, 0));

    @ParameterizedTest
    @CsvSource({
        "2026-03-02T20:59:59, 2026-03-02T20:59:59",
        "2026-03-02T21:00:00, 2026-03-03T09:00:00",
        "2026-03-02T23:59:59, 2026-03-03T09:00:00",
        "2026-03-03T00:00:00, 2026-03-03T09:00:00",
        "2026-03-03T08:59:59, 2026-03-03T09:00:00",
        "2026-03-03T09:00:00, 2026-03-03T09:00:00",
    })
    void messagesWaitUntilMorning(LocalDateTime local, LocalDateTime allowed) {
        assertThat(night.after(local.atZone(SHANGHAI).toInstant(), SHANGHAI))
                .isEqualTo(allowed.atZone(SHANGHAI).toInstant());
    }

    @Test
    void quietHoursEndAtNineAfterAClockChange() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");

        assertThat(night.after(
                        LocalDateTime.parse("2026-03-28T22:00:00")
                                .atZone(berlin)
                                .toInstant(),
                        berlin))
                .isEqualTo("2026-03-29T07:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-02T11:59:59, 2026-03-02T11:59:59",
        "2026-03-02T12:00:00, 2026-03-02T14:00:00",
        "2026-03-02T14:00:00, 2026-03-02T14:00:00",
    })
    void quietHoursWithinOneDay(LocalDateTime local, LocalDateTime allowed) {
        QuietHours noon = new QuietHours(LocalTime.of(12, 0), LocalTime.of(14, 0));

        assertThat(noon.after(local.atZone(SHANGHAI).toInstant(), SHANGHAI))
                .isEqualTo(allowed.atZone(SHANGHAI).toInstant());
    }

    @Test
    void quietHoursEndAtTheSecondOccurrenceOfARepeatedHour() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        QuietHours early = new QuietHours(LocalTime.of(21, 0), LocalTime.of(2, 30));

        assertThat(early.after(Instant.parse("2024-10-27T01:10:00Z"), berlin)).isEqualTo("2024-10-27T01:30:00Z");
    }
}
