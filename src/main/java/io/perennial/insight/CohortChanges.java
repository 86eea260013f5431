package io.perennial.insight;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Changes of the cohort sums by a number of recounted customers. */
class CohortChanges {

    private static final int COUNTS = 7;

    private record Cohort(LocalDate registeredOn, String channel) implements Comparable<Cohort> {

        @Override
        public int compareTo(Cohort other) {
            int byDay = registeredOn.compareTo(other.registeredOn);
            return byDay != 0 ? byDay : channel.compareTo(other.channel);
        }
    }

    private record Month(LocalDate registeredIn, int no) implements Comparable<Month> {

        @Override
        public int compareTo(Month other) {
            int byMonth = registeredIn.compareTo(other.registeredIn);
            return byMonth != 0 ? byMonth : Integer.compare(no, other.no);
        }
    }

    private static final class Sums {

        private final long[] counts = new long[COUNTS];
        private BigDecimal spend = BigDecimal.ZERO;

        void add(CustomerCount count, int sign) {
            long[] each = {
                1,
                count.orders() > 0 ? 1 : 0,
                count.activatedSoon() ? 1 : 0,
                count.orders() > 1 ? 1 : 0,
                count.billed() ? 1 : 0,
                count.overdue() ? 1 : 0,
                count.orders()
            };
            for (int i = 0; i < COUNTS; i++) {
                counts[i] += sign * each[i];
            }
            spend = sign > 0 ? spend.add(count.spend()) : spend.subtract(count.spend());
        }

        boolean isEmpty() {
            return spend.signum() == 0 && LongStream.of(counts).allMatch(count -> count == 0);
        }
    }

    private final Map<Cohort, Sums> cohorts = new TreeMap<>();
    private final Map<Month, Long> months = new TreeMap<>();

    void subtract(CustomerCount count) {
        add(count, -1);
    }

    void add(CustomerCount count) {
        add(count, 1);
    }

    private void add(CustomerCount count, int sign) {
        cohorts.computeIfAbsent(new Cohort(count.registeredOn(), count.channel()), cohort -> new Sums())
                .add(count, sign);
        for (int month = 0; month < CustomerCount.MONTHS; month++) {
            if (count.isActiveIn(month)) {
                months.merge(new Month(count.registeredIn(), month), (long) sign, Long::sum);
            }
        }
    }

    List<Object[]> cohorts() {
        return cohorts.entrySet().stream()
                .filter(cohort -> !cohort.getValue().isEmpty())
                .map(cohort -> {
                    long[] counts = cohort.getValue().counts;
                    return new Object[] {
                        cohort.getKey().registeredOn().toString(),
                        cohort.getKey().channel(),
                        counts[0],
                        counts[1],
                        counts[2],
                        counts[3],
                        counts[4],
                        counts[5],
                        counts[6],
                        cohort.getValue().spend
                    };
                })
                .toList();
    }

    List<Object[]> activeMonths() {
        return months.entrySet().stream()
                .filter(month -> month.getValue() != 0)
                .map(month -> new Object[] {
                    month.getKey().registeredIn().toString(), month.getKey().no(), month.getValue()
                })
                .toList();
    }
}
