package io.perennial.customer.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.customer.profile.DailyAggregates.Bills;
import io.perennial.customer.profile.DailyAggregates.View;
import io.perennial.customer.profile.Profile.Order;
import io.perennial.customer.profile.Profile.VersionedField;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class DailyAggregatesJsonTest {

    private static final Instant NOON = Instant.parse("2026-06-15T04:00:00Z");

    @Test
    void aggregatesSurviveARoundTrip() {
        DailyAggregates aggregates = aggregates();
        assertThat(DailyAggregatesJson.aggregates(DailyAggregatesJson.text(aggregates)))
                .usingRecursiveComparison()
                .ignoringFields("zoneId")
                .isEqualTo(aggregates);
    }

    @Test
    void defaultsAreNotWritten() {
        DailyAggregates aggregates = DailyAggregates.empty(ZoneId.of("Asia/Shanghai"));
        aggregates.registration = "r1";
        assertThat(DailyAggregatesJson.text(aggregates)).isEqualTo("{\"z\":\"Asia/Shanghai\",\"r\":\"r1\"}");
    }

    @Test
    void longNamesOfOlderRowsAreRead() {
        DailyAggregates read = DailyAggregatesJson.aggregates("""
                {"zone":"Asia/Shanghai","registration":"r1","orders":1,"installments":1,"periods":6,"spent":240.00,
                 "lastOrderAt":1781496000000,
                 "bills":{"count":2,"onTime":1,"onTimeInARow":1,"delayTrend":0.50,"overdue":[{"at":1781496000000,"eventId":"e1"}],
                          "repaid":[{"at":1781496000000,"eventId":"e2"}]},
                 "categories":{"HOME":1},
                 "days":{"2026-06-15":{"orders":1,"spend":240.00,"seconds":30,"contacts":1}},
                 "seen":{"HOME":{"views":1,"installment":1}},
                 "views":[{"category":"HOME","page":"INSTALLMENT","at":1781496000000,"eventId":"e3"}],
                 "words":{"REGION":{"at":1781496000000,"eventId":"e4"}}}""");
        assertThat(read).usingRecursiveComparison().ignoringFields("zoneId").isEqualTo(aggregates());
    }

    private static DailyAggregates aggregates() {
        DailyAggregates aggregates = DailyAggregates.empty(ZoneId.of("Asia/Shanghai"));
        aggregates.registration = "r1";
        aggregates.add(new Order(new EventStamp(NOON, "o1"), NOON, new BigDecimal("240.00"), "HOME", 6, 1, false));
        aggregates.addActivity(NOON, 30, 1);
        aggregates.addView(new View("HOME", "INSTALLMENT", NOON, "e3"));
        aggregates.bills = new Bills(
                2,
                1,
                1,
                new BigDecimal("0.50"),
                List.of(new EventStamp(NOON, "e1")),
                List.of(new EventStamp(NOON, "e2")));
        aggregates.versions.put(VersionedField.REGION, new EventStamp(NOON, "e4"));
        return aggregates;
    }
}
