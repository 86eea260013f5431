package io.perennial.credit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.TestEffects;
import io.perennial.api.Refused;
import io.perennial.credit.LimitEntry.Kind;
import io.perennial.feedback.Withheld.Reason;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CreditServiceTest {

    private static final String BOTH = "io.perennial.TestEffects#both";
    private static final Instant MONDAY = Instant.parse("2026-03-02T02:00:00Z");
    private static final Instant TUESDAY = Instant.parse("2026-03-03T02:00:00Z");
    private static final BigDecimal CAP = yuan(20000);

    @ParameterizedTest
    @MethodSource(BOTH)
    void opensOnceWithinTheCap(TestEffects effects) {
        CreditService credit = effects.get(CreditService.class);
        String customer = effects.customer();

        LimitChange first = credit.open("k-" + customer, customer, yuan(30000), CAP, "test");

        assertThat(first).isEqualTo(LimitChange.changed(yuan(0), CAP));
        assertThat(credit.open("k-" + customer, customer, yuan(30000), CAP, "test"))
                .isEqualTo(first);
        assertThat(credit.open("other-" + customer, customer, yuan(10000), CAP, "test")
                        .outcome())
                .isEqualTo(LimitChange.Outcome.UNCHANGED);
        assertThat(credit.account(customer)).isEqualTo(new Account(customer, CAP, yuan(0), false, null));
        assertThat(credit.changes(customer)).singleElement().satisfies(entry -> {
            assertThat(entry.kind()).isEqualTo(Kind.LIMIT_CHANGED);
            assertThat(entry.asked()).isEqualTo("30000.00");
            assertThat(entry.from()).isEqualTo("0.00");
            assertThat(entry.to()).isEqualTo("20000.00");
            assertThat(entry.cap()).isEqualTo("20000.00");
        });
        assertThatThrownBy(() -> credit.open("k-" + customer, customer, yuan(1), CAP, "test"))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo("KEY_REUSED"));
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void openingYieldsToAnAssessment(TestEffects effects) {
        CreditService credit = effects.get(CreditService.class);
        String customer = effects.customer();

        credit.assess("a-" + customer, customer, MONDAY, yuan(0), CAP, "test");

        assertThat(credit.open("o-" + customer, customer, yuan(3000), CAP, "test")
                        .outcome())
                .isEqualTo(LimitChange.Outcome.UNCHANGED);
        assertThat(credit.account(customer).limit()).isEqualTo("0.00");
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void theLatestAssessmentWinsInAnyOrder(TestEffects effects) {
        CreditService credit = effects.get(CreditService.class);
        String inOrder = effects.customer();
        String outOfOrder = effects.customer();

        credit.assess("1-" + inOrder, inOrder, MONDAY, yuan(9000), CAP, "test");
        credit.assess("2-" + inOrder, inOrder, TUESDAY, yuan(4000), CAP, "test");
        credit.assess("2-" + outOfOrder, outOfOrder, TUESDAY, yuan(4000), CAP, "test");
        LimitChange late = credit.assess("1-" + outOfOrder, outOfOrder, MONDAY, yuan(9000), CAP, "test");

        assertThat(late.outcome()).isEqualTo(LimitChange.Outcome.UNCHANGED);
        assertThat(credit.account(inOrder).limit()).isEqualTo("4000.00");
        assertThat(credit.account(outOfOrder).limit()).isEqualTo("4000.00");
        assertThat(credit.account(outOfOrder).assessedAt()).isEqualTo(TUESDAY);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void whileFrozenAnAssessmentLowersButDoesNotRaise(TestEffects effects) {
        CreditService credit = effects.get(CreditService.class);
        String customer = effects.customer();
        credit.open("o-" + customer, customer, yuan(5000), CAP, "test");
        credit.freeze("f-" + customer, customer, "test");

        LimitChange up = credit.assess("1-" + customer, customer, MONDAY, yuan(9000), CAP, "test");
        LimitChange down = credit.assess("2-" + customer, customer, TUESDAY, yuan(2000), CAP, "test");

        assertThat(up).isEqualTo(LimitChange.withheld(yuan(5000), Reason.RISK));
        assertThat(down).isEqualTo(LimitChange.changed(yuan(5000), yuan(2000)));
        assertThat(credit.assess("1-" + customer, customer, MONDAY, yuan(9000), CAP, "test")
                        .outcome())
                .isEqualTo(LimitChange.Outcome.WITHHELD);
        assertThat(withheld(effects, customer)).containsExactly("RISK");
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void aRaiseWithheldForARiskThatPassedIsMadeUnderTheSameKey(TestEffects effects) {
        CreditService credit = effects.get(CreditService.class);
        String customer = effects.customer();
        credit.open("o-" + customer, customer, yuan(15000), CAP, "test");
        credit.freeze("f-" + customer, customer, "test");
        assertThat(credit.raise("1-" + customer, customer, yuan(3000), CAP, "test"))
                .isEqualTo(LimitChange.withheld(yuan(15000), Reason.RISK));
        assertThat(credit.raise("1-" + customer, customer, yuan(3000), CAP, "test"))
                .isEqualTo(LimitChange.withheld(yuan(15000), Reason.RISK));
        credit.unfreeze("u-" + customer, customer, "test");

        assertThat(credit.raise("1-" + customer, customer, yuan(3000), CAP, "test"))
                .isEqualTo(LimitChange.changed(yuan(15000), yuan(18000)));
        assertThat(credit.raise("1-" + customer, customer, yuan(3000), CAP, "test"))
                .isEqualTo(LimitChange.changed(yuan(15000), yuan(18000)));
        assertThat(withheld(effects, customer)).containsExactly("RISK");
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void raisesUpToTheCapAndNeverWhileFrozen(TestEffects effects) {
        CreditService credit = effects.get(CreditService.class);
        String customer = effects.customer();
        credit.open("o-" + customer, customer, yuan(15000), CAP, "test");

        assertThat(credit.raise("1-" + customer, customer, yuan(3000), CAP, "test"))
                .isEqualTo(LimitChange.changed(yuan(15000), yuan(18000)));
        assertThat(credit.raise("1-" + customer, customer, yuan(3000), CAP, "test"))
                .isEqualTo(LimitChange.changed(yuan(15000), yuan(18000)));
        assertThat(credit.raise("2-" + customer, customer, yuan(3000), CAP, "test"))
                .isEqualTo(LimitChange.changed(yuan(18000), CAP));
        assertThat(credit.raise("3-" + customer, customer, yuan(3000), CAP, "test"))
                .isEqualTo(LimitChange.withheld(CAP, Reason.CAPPED));
        assertThat(credit.raise("4-" + customer, customer, yuan(1), yuan(10000), "test"))
                .isEqualTo(LimitChange.withheld(CAP, Reason.CAPPED));
        credit.freeze("f-" + customer, customer, "test");
        assertThat(credit.raise("5-" + customer, customer, yuan(1), yuan(90000), "test"))
                .isEqualTo(LimitChange.withheld(CAP, Reason.RISK));
        assertThat(credit.raise("3-" + customer, customer, yuan(3000), CAP, "test"))
                .isEqualTo(LimitChange.withheld(CAP, Reason.CAPPED));
        assertThatThrownBy(() -> credit.raise("3-" + customer, customer, yuan(1), CAP, "test"))
                .isInstanceOf(Refused.class);
        assertThat(credit.account(customer).limit()).isEqualTo("20000.00");
        assertThat(withheld(effects, customer)).containsExactly("CAPPED", "CAPPED", "RISK");
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void freezesAndUnfreezesWithARowEach(TestEffects effects) {
        CreditService credit = effects.get(CreditService.class);
        String customer = effects.customer();

        credit.freeze("1-" + customer, customer, "test");
        assertThat(credit.account(customer).frozen()).isTrue();
        assertThat(credit.freeze("2-" + customer, customer, "test").outcome()).isEqualTo(LimitChange.Outcome.UNCHANGED);
        credit.unfreeze("3-" + customer, customer, "test");
        credit.freeze("1-" + customer, customer, "test");

        assertThat(credit.account(customer).frozen()).isFalse();
        assertThat(credit.changes(customer))
                .extracting(LimitEntry::kind)
                .containsExactly(Kind.CREDIT_UNFROZEN, Kind.CREDIT_FROZEN);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void aLimitIsNeverNegative(TestEffects effects) {
        CreditService credit = effects.get(CreditService.class);
        String customer = effects.customer();

        assertThatThrownBy(() -> credit.open("k", customer, yuan(-1), CAP, "test"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> credit.raise("k", customer, yuan(-1), CAP, "test"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void assessesABatchAsItWouldOneByOne(TestEffects effects) {
        CreditService credit = effects.get(CreditService.class);
        List<String> customers =
                IntStream.range(0, 30).mapToObj(i -> effects.customer()).toList();
        String frozen = customers.get(0);
        credit.freeze("f-" + frozen, frozen, "test");
        List<Assessment> batch = customers.stream()
                .flatMap(customer -> List.of(
                        new Assessment("2-" + customer, customer, TUESDAY, yuan(7000), CAP, "test"),
                        new Assessment("1-" + customer, customer, MONDAY, yuan(99000), CAP, "test"),
                        new Assessment("2-" + customer, customer, TUESDAY, yuan(7000), CAP, "test"))
                        .stream())
                .toList();

        List<LimitChange> first = credit.assessAll(batch);
        List<LimitChange> again = credit.assessAll(batch);

        assertThat(again).isEqualTo(first);
        assertThat(first.subList(0, 3))
                .extracting(LimitChange::outcome)
                .containsExactly(
                        LimitChange.Outcome.WITHHELD, LimitChange.Outcome.UNCHANGED, LimitChange.Outcome.WITHHELD);
        assertThat(credit.account(frozen).limit()).isEqualTo("0.00");
        assertThat(credit.accounts(customers.subList(1, 30)).values())
                .allSatisfy(account -> assertThat(account.limit()).isEqualTo("7000.00"));
        assertThat(credit.changes(customers.get(7))).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void raisesAtOnceStayUnderTheCap(TestEffects effects) throws Exception {
        CreditService credit = effects.get(CreditService.class);
        String customer = effects.customer();
        credit.open("o-" + customer, customer, yuan(1000), CAP, "test");

        List<LimitChange> raises = TestEffects.atOnce(
                16,
                thread -> effects.locked(
                        customer, () -> credit.raise(thread + "-" + customer, customer, yuan(2000), CAP, "test")));

        assertThat(credit.account(customer).limit()).isEqualTo("20000.00");
        assertThat(raises)
                .filteredOn(raise -> raise.outcome() == LimitChange.Outcome.CHANGED)
                .hasSize(10);
        assertThat(effects.sql()
                        .sql("select sum(to_limit - from_limit) from limit_change where customer_id = ?")
                        .param(customer)
                        .query(BigDecimal.class)
                        .single())
                .isEqualTo("20000.00");
    }

    private static List<String> withheld(TestEffects effects, String customerId) {
        return effects.sql()
                .sql("select reason from withheld where customer_id = ? order by seq")
                .param(customerId)
                .query(String.class)
                .list();
    }

    private static BigDecimal yuan(long amount) {
        return BigDecimal.valueOf(amount).setScale(2);
    }
}
