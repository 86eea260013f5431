package io.perennial.effect.points;

import io.perennial.customer.event.AcceptedEvent;
import io.perennial.customer.event.EventType;
import io.perennial.platform.sql.CustomerDataOwner;
import io.perennial.platform.sql.MultiRowInsert;
import java.sql.ResultSet;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Records the local days on which customers checked in. A run of n days has n ÷ the configured length full streaks, rounded
 * down; a day completes a streak when it raises that number, at the end of the run or late, between two other days.
 */
@Component
class CheckIns implements CustomerDataOwner {

    private static final String DAYS = """
            select customer_id, day, streak from check_in where customer_id in (:ids) and day >= :first
            """;
    private static final MultiRowInsert SET = MultiRowInsert.of("""
            insert into check_in (customer_id, day, streak) values (?, ?, ?)
            on duplicate key update streak = values(streak)
            """);
    private static final String REASSIGN = """
            insert ignore into check_in (customer_id, day, streak)
            select :into, day, streak from check_in where customer_id = :from
            """;
    private static final String REMOVE = "delete from check_in where customer_id = :from";

    /**
     * Result of recording check-ins, each identified by {@link PointsEarning#occasion}.
     *
     * @param repeated check-ins on days that were recorded before
     * @param complete check-ins that complete a streak
     */
    record Recorded(Set<String> repeated, Set<String> complete) {}

    private record Day(String customerId, LocalDate day, int streak) {}

    private final JdbcClient jdbc;
    private final JdbcTemplate batch;
    private final PointsTerms terms;

    CheckIns(JdbcClient jdbc, JdbcTemplate batch, PointsTerms terms) {
        this.jdbc = jdbc;
        this.batch = batch;
        this.terms = terms;
    }

    /** Records the check-ins among these events. */
    Recorded record(List<AcceptedEvent> events) {
        List<AcceptedEvent> checkIns = events.stream()
                .filter(event -> event.type() == EventType.CHECKED_IN)
                .toList();
        if (checkIns.isEmpty()) {
            return new Recorded(Set.of(), Set.of());
        }
        LocalDate first = checkIns.stream()
                .map(AcceptedEvent::day)
                .min(LocalDate::compareTo)
                .orElseThrow();
        Map<String, SortedMap<LocalDate, Integer>> days =
                days(checkIns.stream().map(AcceptedEvent::customerId).distinct().toList(), first.minusDays(1));
        List<Day> changed = new ArrayList<>();
        Set<String> repeated = new HashSet<>();
        Set<String> complete = new HashSet<>();
        for (AcceptedEvent checkIn : checkIns) {
            SortedMap<LocalDate, Integer> recorded = days.computeIfAbsent(checkIn.customerId(), id -> new TreeMap<>());
            if (recorded.containsKey(checkIn.day())) {
                repeated.add(PointsEarning.occasion(checkIn));
            } else if (completes(recorded, checkIn.day(), checkIn.customerId(), changed)) {
                complete.add(PointsEarning.occasion(checkIn));
            }
        }
        set(changed);
        return new Recorded(repeated, complete);
    }

    private boolean completes(SortedMap<LocalDate, Integer> days, LocalDate day, String customerId, List<Day> changed) {
        int before = days.getOrDefault(day.minusDays(1), 0);
        int after = 0;
        while (days.containsKey(day.plusDays(after + 1L))) {
            after++;
        }
        for (int i = 0; i <= after; i++) {
            days.put(day.plusDays(i), before + 1 + i);
            changed.add(new Day(customerId, day.plusDays(i), before + 1 + i));
        }
        int full = terms.streakDays();
        return (before + 1 + after) / full > before / full + after / full;
    }

    private void set(List<Day> days) {
        SET.insert(batch, days, (row, day) -> {
            row.setString(1, day.customerId());
            row.setString(2, day.day().toString());
            row.setInt(3, day.streak());
        });
    }

    private Map<String, SortedMap<LocalDate, Integer>> days(Collection<String> customerIds, LocalDate first) {
        Map<String, SortedMap<LocalDate, Integer>> days = new HashMap<>();
        jdbc.sql(DAYS).param("ids", customerIds).param("first", first).query((ResultSet row) -> {
            days.computeIfAbsent(row.getString("customer_id"), id -> new TreeMap<>())
                    .put(row.getObject("day", LocalDate.class), row.getInt("streak"));
        });
        return days;
    }

    /** Gives the surviving customer the days of both. */
    @Override
    public void reassign(String from, String into) {
        jdbc.sql(REASSIGN).param("into", into).param("from", from).update();
        jdbc.sql(REMOVE).param("from", from).update();
        List<Day> changed = new ArrayList<>();
        LocalDate last = null;
        int streak = 0;
        SortedMap<LocalDate, Integer> recorded =
                days(List.of(into), LocalDate.EPOCH).getOrDefault(into, new TreeMap<>());
        for (LocalDate day : recorded.keySet()) {
            streak = day.minusDays(1).equals(last) ? streak + 1 : 1;
            changed.add(new Day(into, day, streak));
            last = day;
        }
        set(changed);
    }

    @Override
    public void erase(String customerId) {
        // Days hold no personal data, and points were given for them.
    }
}
