package io.perennial.effect.points;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.EffectTestContext;
import io.perennial.effect.points.SpendResult.SpendOutcome;
import io.perennial.effect.points.Statement.Entry;
import io.perennial.effect.points.Statement.Lot;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** Compares the ledger with a model in memory after random histories, for now and for every past day. */
class PointsOracleTest {

    private enum Operation {
        EARN,
        SPEND,
        EXPIRE,
        REVERSE
    }

    record Step(Operation operation, int points, int daysBefore) {}

    @Property(tries = 20, shrinking = ShrinkingMode.BOUNDED)
    void ledgerAndModelAgree(@ForAll("histories") List<Step> history) {
        EffectTestContext.both().forEach(effects -> run(effects, history));
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        Arbitrary<Operation> operations = Arbitraries.of(
                Operation.EARN,
                Operation.EARN,
                Operation.SPEND,
                Operation.SPEND,
                Operation.REVERSE,
                Operation.REVERSE,
                Operation.EXPIRE);
        return Combinators.combine(
                        operations,
                        Arbitraries.integers().between(1, 200),
                        Arbitraries.integers().between(0, 90))
                .as(Step::new)
                .list()
                .ofMinSize(5)
                .ofMaxSize(25);
    }

    private static void run(EffectTestContext effects, List<Step> history) {
        PointsService points = effects.get(PointsService.class);
        String customer = effects.customer();
        Model model = new Model();
        Map<Instant, Long> balances = new LinkedHashMap<>();
        for (int i = 0; i < history.size(); i++) {
            Step step = history.get(i);
            effects.clock().setTo(effects.clock().instant().plus(Duration.ofDays(step.daysBefore())));
            Instant now = effects.clock().instant();
            String key = i + "-" + customer;
            switch (step.operation()) {
                case EARN -> {
                    points.earn(key, customer, step.points(), "order", "test");
                    Instant expiresAt =
                            now.atZone(effects.clock().getZone()).plusMonths(12).toInstant();
                    model.earn(key, step.points(), expiresAt);
                }
                case SPEND ->
                    assertThat(points.spend(key, customer, step.points(), "FEE_WAIVER", "test")
                                    .outcome())
                            .isEqualTo(model.spend(step.points(), now) ? SpendOutcome.SPENT : SpendOutcome.TOO_FEW);
                case EXPIRE -> {
                    points.expire(customer, customer);
                    model.expire(now);
                }
                case REVERSE -> {
                    if (!model.lots.isEmpty()) {
                        String earned = model.lots.get(step.points() % model.lots.size()).key;
                        points.reverse("reverse-" + earned, customer, earned, "cancelled", "test");
                        model.reverse(earned, now);
                    }
                }
            }
            Statement statement = points.statement(customer);
            assertThat(statement.balance()).isEqualTo(model.balance(now)).isNotNegative();
            assertThat(statement.owed()).isEqualTo(model.owed).isNotNegative();
            assertThat(statement.lots()).extracting(Lot::remaining).containsExactlyElementsOf(model.remaining(now));
            assertThat(statement.entries().stream().mapToLong(Entry::points).sum())
                    .isEqualTo(statement.balance());
            assertThat(points.membershipsOf(List.of(customer)).get(customer).balance())
                    .isEqualTo(statement.balance());
            balances.put(now, statement.balance());
        }
        balances.forEach(
                (at, balance) -> assertThat(points.statement(customer, at).balance())
                        .as("at " + at)
                        .isEqualTo(balance));
        monthsFollowEachOther(effects, points, customer);
    }

    private static void monthsFollowEachOther(EffectTestContext effects, PointsService points, String customer) {
        ZoneId zone = effects.clock().getZone();
        YearMonth last = YearMonth.from(effects.clock().today());
        long opening = 0;
        for (YearMonth month = YearMonth.parse("2026-03"); !month.isAfter(last); month = month.plusMonths(1)) {
            MonthStatement statement = points.month(customer, month);
            Instant end =
                    month.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant().minusMillis(1);
            assertThat(statement.opening()).as("opening of " + month).isEqualTo(opening);
            assertThat(statement.opening()
                            + statement.earned()
                            - statement.spent()
                            - statement.expired()
                            - statement.reversed())
                    .isEqualTo(statement.closing());
            assertThat(statement.closing())
                    .as("closing of " + month)
                    .isEqualTo(points.statement(
                                    customer,
                                    month.equals(last) ? effects.clock().instant() : end)
                            .balance());
            opening = statement.closing();
        }
    }

    private static final class ModelLot {

        private final String key;
        private final int points;
        private final Instant expiresAt;
        private int remaining;
        private int expired;

        ModelLot(String key, int points, Instant expiresAt) {
            this.key = key;
            this.points = points;
            this.expiresAt = expiresAt;
            this.remaining = points;
        }

        boolean isOpen(Instant now) {
            return expiresAt.isAfter(now);
        }
    }

    private static final class Model {

        private final List<ModelLot> lots = new ArrayList<>();
        private final Set<String> reversed = new HashSet<>();
        private int owed;

        void earn(String key, int points, Instant expiresAt) {
            ModelLot lot = new ModelLot(key, points, expiresAt);
            int repaid = Math.min(owed, points);
            lot.remaining -= repaid;
            owed -= repaid;
            lots.add(lot);
        }

        boolean spend(int points, Instant now) {
            if (balance(now) < points) {
                return false;
            }
            take(points, now);
            return true;
        }

        void expire(Instant now) {
            lots.stream().filter(lot -> !lot.isOpen(now)).forEach(lot -> {
                lot.expired += lot.remaining;
                lot.remaining = 0;
            });
        }

        void reverse(String key, Instant now) {
            if (!reversed.add(key)) {
                return;
            }
            ModelLot own =
                    lots.stream().filter(lot -> lot.key.equals(key)).findFirst().orElseThrow();
            int due = own.points - own.expired - (own.isOpen(now) ? 0 : own.remaining);
            int fromOwn = own.isOpen(now) ? Math.min(due, own.remaining) : 0;
            own.remaining -= fromOwn;
            int fromOthers = Math.min(due - fromOwn, balance(now));
            take(fromOthers, now);
            owed += due - fromOwn - fromOthers;
        }

        private void take(int points, Instant now) {
            int missing = points;
            for (ModelLot lot : inOrder()) {
                if (lot.isOpen(now)) {
                    int part = Math.min(missing, lot.remaining);
                    lot.remaining -= part;
                    missing -= part;
                }
            }
        }

        int balance(Instant now) {
            return lots.stream()
                    .filter(lot -> lot.isOpen(now))
                    .mapToInt(lot -> lot.remaining)
                    .sum();
        }

        List<Long> remaining(Instant now) {
            return inOrder().stream()
                    .map(lot -> lot.isOpen(now) ? (long) lot.remaining : 0L)
                    .toList();
        }

        private List<ModelLot> inOrder() {
            return lots.stream()
                    .sorted(Comparator.comparing((ModelLot lot) -> lot.expiresAt))
                    .toList();
        }
    }
}
