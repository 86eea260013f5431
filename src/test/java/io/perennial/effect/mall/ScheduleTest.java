package io.perennial.effect.mall;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ScheduleTest {

    private static final LocalDate DAY = LocalDate.of(2026, 3, 2);
    private static final BigDecimal CENT = new BigDecimal("0.01");

    @Provide
    Arbitrary<Terms> terms() {
        return Combinators.combine(
                        Arbitraries.bigDecimals()
                                .between(new BigDecimal("0.01"), new BigDecimal("200000.00"))
                                .ofScale(2),
                        Arbitraries.of(3, 6, 9, 12),
                        Arbitraries.bigDecimals()
                                .between(BigDecimal.ZERO, new BigDecimal("0.03"))
                                .ofScale(4),
                        Arbitraries.bigDecimals()
                                .between(BigDecimal.ZERO, new BigDecimal("0.05"))
                                .ofScale(3),
                        Arbitraries.integers().between(0, 12))
                .as((principal, periods, rate, fee, free) ->
                        new Terms(principal, periods, rate, fee, free, BigDecimal.ZERO));
    }

    @Property
    void partsSumToThePrincipalAndAreNotNegative(@ForAll("terms") Terms terms) {
        Schedule schedule = Schedule.of(terms, DAY);

        assertThat(schedule.instalments()).hasSize(terms.periods());
        assertThat(schedule.principal()).isEqualByComparingTo(terms.principal());
        assertThat(schedule.instalments()).allSatisfy(due -> {
            assertThat(due.principal()).isNotNegative();
            assertThat(due.interest()).isNotNegative();
            assertThat(due.fee()).isNotNegative();
            assertThat(due.principal().scale()).isEqualTo(2);
        });
    }

    @Property
    void paymentsDifferOnlyByTheRoundingOfTheLast(@ForAll("terms") Terms terms) {
        List<BigDecimal> payments = Schedule.of(terms, DAY).instalments().stream()
                .map(due -> due.principal().add(due.interest()))
                .toList();
        BigDecimal each = payments.get(0);
        BigDecimal rounding = CENT.multiply(BigDecimal.valueOf(terms.periods()));

        assertThat(payments.subList(0, payments.size() - 1))
                .allSatisfy(payment -> assertThat(payment.subtract(each).abs())
                        .as("only with fewer cents than payments is nothing left before the last")
                        .isLessThanOrEqualTo(
                                terms.principal().compareTo(new BigDecimal("1.00")) < 0 ? each : BigDecimal.ZERO));
        assertThat(payments.get(payments.size() - 1).subtract(each).abs())
                .isLessThanOrEqualTo(rounding.multiply(new BigDecimal("1.5")));
    }

    @Property
    void interestFreeMeansZero(@ForAll("terms") Terms terms) {
        Schedule free = Schedule.of(terms.withFreePeriods(terms.periods()), DAY);

        assertThat(free.totalInterest()).isEqualByComparingTo(BigDecimal.ZERO);
        assertThat(free.totalFee()).isEqualByComparingTo(Schedule.of(terms, DAY).totalFee());
    }

    @Property
    void interestFreePeriodsBearNoInterestAndNeverAddCost(@ForAll("terms") Terms terms) {
        Schedule schedule = Schedule.of(terms, DAY);

        assertThat(schedule.instalments().subList(0, Math.min(terms.freePeriods(), terms.periods())))
                .allSatisfy(due -> assertThat(due.interest()).isEqualByComparingTo(BigDecimal.ZERO));
        assertThat(schedule.totalInterest())
                .isLessThanOrEqualTo(Schedule.of(terms.withFreePeriods(0), DAY)
                        .totalInterest()
                        .add(CENT.multiply(BigDecimal.valueOf(terms.periods()))));
    }

    @Property
    void annualRateIsZeroOnlyWithoutCost(@ForAll("terms") Terms terms) {
        Schedule schedule = Schedule.of(terms, DAY);
        boolean free = schedule.totalInterest().add(schedule.totalFee()).signum() == 0;

        assertThat(schedule.annualPercentageRate().signum() == 0 || !free).isTrue();
        assertThat(schedule.annualPercentageRate()).isNotNegative();
        if (free) {
            assertThat(schedule.annualPercentageRate()).isEqualByComparingTo(BigDecimal.ZERO);
        }
    }

    @Example
    void annuityOfTenThousandOverTwelveMonthsAtOnePercent() {
        Schedule schedule =
                Schedule.of(Terms.of(new BigDecimal("10000.00"), 12, new BigDecimal("0.01"), BigDecimal.ZERO), DAY);

        assertThat(schedule.monthlyPayment()).isEqualByComparingTo("888.49");
        assertThat(schedule.instalments().get(0).interest()).isEqualByComparingTo("100.00");
        assertThat(schedule.annualPercentageRate()).isEqualByComparingTo("12.00");
    }

    @Example
    void feeRaisesTheAnnualRateAboveItsShare() {
        Schedule schedule =
                Schedule.of(Terms.of(new BigDecimal("12000.00"), 12, BigDecimal.ZERO, new BigDecimal("0.06")), DAY);

        assertThat(schedule.totalFee()).isEqualByComparingTo("720.00");
        assertThat(schedule.annualPercentageRate())
                .isGreaterThan(new BigDecimal("10.80"))
                .isLessThan(new BigDecimal("11.00"));
    }

    @Example
    void paymentsFallDueOnTheSameDayOrTheLastOfAShorterMonth() {
        Terms terms = Terms.of(new BigDecimal("3000.00"), 3, BigDecimal.ZERO, BigDecimal.ZERO);

        assertThat(dueDates(terms, LocalDate.of(2026, 1, 31)))
                .containsExactly(LocalDate.of(2026, 2, 28), LocalDate.of(2026, 3, 31), LocalDate.of(2026, 4, 30));
        assertThat(dueDates(terms, LocalDate.of(2028, 1, 31)))
                .containsExactly(LocalDate.of(2028, 2, 29), LocalDate.of(2028, 3, 31), LocalDate.of(2028, 4, 30));
        assertThat(dueDates(terms, LocalDate.of(2028, 2, 29)))
                .containsExactly(LocalDate.of(2028, 3, 29), LocalDate.of(2028, 4, 29), LocalDate.of(2028, 5, 29));
        assertThat(dueDates(terms, LocalDate.of(2026, 12, 31)))
                .containsExactly(LocalDate.of(2027, 1, 31), LocalDate.of(2027, 2, 28), LocalDate.of(2027, 3, 31));
    }

    private static List<LocalDate> dueDates(Terms terms, LocalDate bought) {
        return Schedule.of(terms, bought).instalments().stream()
                .map(Instalment::dueOn)
                .toList();
    }
}
