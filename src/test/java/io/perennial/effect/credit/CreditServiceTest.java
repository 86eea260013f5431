package io.perennial.effect.credit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.EffectTestContext;
import io.perennial.effect.credit.LimitChangeResult.LimitChangeOutcome;
import io.perennial.effect.credit.LimitEntry.ChangeType;
import io.perennial.effect.holdout.WithheldLog.Reason;
import io.perennial.platform.api.ApiException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CreditServiceTest {

    private static final String BOTH = "io.perennial.EffectTestContext#both";
    private static final Instant MONDAY = Instant.parse("2026-03-02T02:00:00Z");
    private static final Instant TUESDAY = Instant.parse("2026-03-03T02:00:00Z");
    private static final BigDecimal CAP = yuan(20000);

    @ParameterizedTest
    @MethodSource(BOTH)
    void opensOnceWithinTheCap(EffectTestContext effects) {
        CreditService credit = effects.get(CreditService.class);
        String customer = effects.customer();

        LimitChangeResult first = credit.open("k-" + customer, customer, yuan(30000), CAP, "test");

        assertThat(first).isEqualTo(LimitChangeResult.changed(yuan(0), CAP));
        assertThat(credit.open("k-" + customer, customer, yuan(30000), CAP, "test"))
                .isEqualTo(first);
        assertThat(credit.open("other-" + customer, customer, yuan(10000), CAP, "test")
                        .outcome())
                .isEqualTo(LimitChangeOutcome.UNCHANGED);
        assertThat(credit.account(customer)).isEqualTo(new Account(customer, CAP, yuan(0), false, null));
        assertThat(credit.changes(customer)).singleElement().satisfies(entry -> {
            assertThat(entry.kind()).isEqualTo(ChangeType.LIMIT_CHANGED);
            assertThat(entry.asked()).isEqualTo("30000.00");
            assertThat(entry.from()).isEqualTo("0.00");
            assertThat(entry.to()).isEqualTo("20000.00");
            assertThat(entry.cap()).isEqualTo("20000.00");
        });
        assertThatThrownBy(() -> credit.open("k-" + customer, customer, yuan(1), CAP, "test"))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refused -> assertThat(refused.code()).isEqualTo("KEY_REUSED"));
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void openingDoesNotOverrideAnAssessment(EffectTestContext effects) {
        CreditService credit = effects.get(CreditService.class);
        String customer = effects.customer();

        credit.assess("a-" + customer, customer, MONDAY, yuan(0), CAP, "test");

        assertThat(credit.open("o-" + customer, customer, yuan(3000), CAP, "test")
                        .outcome())
                .isEqualTo(LimitChangeOutcome.UNCHANGED);
        assertThat(credit.account(customer).limit()).isEqualTo("0.00");
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void theLatestAssessmentWinsInAnyOrder(EffectTestContext effects) {
        CreditService credit = effects.get(CreditService.class);
        String inOrder = effects.customer();
        String outOfOrder = effects.customer();

        credit.assess("1-" + inOrder, inOrder, MONDAY, yuan(9000), CAP, "test");
        credit.assess("2-" + inOrder, inOrder, TUESDAY, yuan(4000), CAP, "test");
        credit.assess("2-" + outOfOrder, outOfOrder, TUESDAY, yuan(4000), CAP, "test");
        LimitChangeResult late = credit.assess("1-" + outOfOrder, outOfOrder, MONDAY, yuan(9000), CAP, "test");

        assertThat(late.outcome()).isEqualTo(LimitChangeOutcome.UNCHANGED);
        assertThat(credit.account(inOrder).limit()).isEqualTo("4000.00");
        assertThat(credit.account(outOfOrder).limit()).isEqualTo("4000.00");
        assertThat(credit.account(outOfOrder).assessedAt()).isEqualTo(TUESDAY);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void whileFrozenAnAssessmentLowersButDoesNotRaise(EffectTestContext effects) {
        CreditService credit = effects.get(CreditService.class);
        String customer = effects.customer();
        credit.open("o-" + customer, customer, yuan(5000), CAP, "test");
        credit.freeze("f-" + customer, customer, "test");

        LimitChangeResult up = credit.assess("1-" + customer, customer, MONDAY, yuan(9000), CAP, "test");
        LimitChangeResult down = credit.assess("2-" + customer, customer, TUESDAY, yuan(2000), CAP, "test");

        assertThat(up).isEqualTo(LimitChangeResult.withheld(yuan(5000), Reason.RISK));
        assertThat(down).isEqualTo(LimitChangeResult.changed(yuan(5000), yuan(2000)));
        assertThat(credit.assess("1-" + customer, customer, MONDAY, yuan(9000), CAP, "test")
                        .outcome())
                .isEqualTo(LimitChangeOutcome.WITHHELD);
        assertThat(withheld(effects, customer)).containsExactly("RISK");
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void temporarilyWithheldRaiseIsMadeLaterUnderTheSameKey(EffectTestContext effects) {
        CreditService credit = effects.get(CreditService.class);
        String customer = effects.customer();
        credit.open("o-" + customer, customer, yuan(15000), CAP, "test");
        credit.freeze("f-" + customer, customer, "test");
        assertThat(credit.raise("1-" + customer, customer, yuan(3000), CAP, "test"))
                .isEqualTo(LimitChangeResult.withheld(yuan(15000), Reason.RISK));
        assertThat(credit.raise("1-" + customer, customer, yuan(3000), CAP, "test"))
                .isEqualTo(LimitChangeResult.withheld(yuan(15000), Reason.RISK));
        credit.unfreeze("u-" + customer, customer, "test");

        assertThat(credit.raise("1-" + customer, customer, yuan(3000), CAP, "test"))
                .isEqualTo(LimitChangeResult.changed(yuan(15000), yuan(18000)));
        assertThat(credit.raise("1-" + customer, customer, yuan(3000), CAP, "test"))
                .isEqualTo(LimitChangeResult.changed(yuan(15000), yuan(18000)));
        assertThat(withheld(effects, customer)).containsExactly("RISK");
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void raisesUpToTheCapAndNeverWhileFrozen(EffectTestContext effects) {
        CreditService credit = effects.get(CreditService.class);
        String customer = effects.customer();
        credit.open("o-" + customer, customer, yuan(15000), CAP, "test");

        assertThat(credit.raise("1-" + customer, customer, yuan(3000), CAP, "test"))
                .isEqualTo(LimitChangeResult.changed(yuan(15000), yuan(18000)));
        assertThat(credit.raise("1-" + customer, customer, yuan(3000), CAP, "test"))
                .isEqualTo(LimitChangeResult.changed(yuan(15000), yuan(18000)));
        assertThat(credit.raise("2-" + customer, customer, yuan(3000), CAP, "test"))
                .isEqualTo(LimitChangeResult.changed(yuan(18000), CAP));
        assertThat(credit.raise("3-" + customer, customer, yuan(3000), CAP, "test"))
                .isEqualTo(LimitChangeResult.withheld(CAP, Reason.CAPPED));
        assertThat(credit.raise("4-" + customer, customer, yuan(1), yuan(10000), "test"))
                .isEqualTo(LimitChangeResult.withheld(CAP, Reason.CAPPED));
        credit.freeze("f-" + customer, customer, "test");
        assertThat(credit.raise("5-" + customer, customer, yuan(1), yuan(90000), "test"))
                .isEqualTo(LimitChangeResult.withheld(CAP, Reason.RISK));
        assertThat(credit.raise("3-" + customer, customer, yuan(3000), CAP, "test"))
                .isEqualTo(LimitChangeResult.withheld(CAP, Reason.CAPPED));
        assertThatThrownBy(() -> credit.raise("3-" + customer, customer, yuan(1), CAP, "test"))
                .isInstanceOf(ApiException.class);
        assertThat(credit.account(customer).limit()).isEqualTo("20000.00");
        assertThat(withheld(effects, customer)).containsExactly("CAPPED", "CAPPED", "RISK");
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void freezeAndUnfreezeAreRecorded(EffectTestContext effects) {
        CreditService credit = effects.get(CreditService.class);
        String customer = effects.customer();

        credit.freeze("1-" + customer, customer, "test");
        assertThat(credit.account(customer).frozen()).isTrue();
        assertThat(credit.freeze("2-" + customer, customer, "test").outcome()).isEqualTo(LimitChangeOutcome.UNCHANGED);
        credit.unfreeze("3-" + customer, customer, "test");
        credit.freeze("1-" + customer, customer, "test");

        assertThat(credit.account(customer).frozen()).isFalse();
        assertThat(credit.changes(customer))
                .extracting(LimitEntry::kind)
                .containsExactly(ChangeType.CREDIT_UNFROZEN, ChangeType.CREDIT_FROZEN);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void limitIsNeverNegative(EffectTestContext effects) {
        CreditService credit = effects.get(CreditService.class);
        String customer = effects.customer();

        assertThatThrownBy(() -> credit.open("k", customer, yuan(-1), CAP, "test"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> credit.raise("k", customer, yuan(-1), CAP, "test"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void batchAssessmentEqualsSingleAssessments(EffectTestContext effects) {
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

        List<LimitChangeResult> first = credit.assessAll(batch);
        List<LimitChangeResult> again = credit.assessAll(batch);

        assertThat(again).isEqualTo(first);
        assertThat(first.subList(0, 3))
                .extracting(LimitChangeResult::outcome)
                .containsExactly(
                        LimitChangeOutcome.WITHHELD, LimitChangeOutcome.UNCHANGED, LimitChangeOutcome.WITHHELD);
        assertThat(credit.account(frozen).limit()).isEqualTo("0.00");
        assertThat(credit.accounts(customers.subList(1, 30)).values())
                .allSatisfy(account -> assertThat(account.limit()).isEqualTo("7000.00"));
        assertThat(credit.changes(customers.get(7))).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void concurrentRaisesStayUnderTheCap(EffectTestContext effects) throws Exception {
        CreditService credit = effects.get(CreditService.class);
        String customer = effects.customer();
        credit.open("o-" + customer, customer, yuan(1000), CAP, "test");

        List<LimitChangeResult> raises = EffectTestContext.atOnce(
                16,
                thread -> effects.locked(
                        customer, () -> credit.raise(thread + "-" + customer, customer, yuan(2000), CAP, "test")));

        assertThat(credit.account(customer).limit()).isEqualTo("20000.00");
        assertThat(raises)
                .filteredOn(raise -> raise.outcome() == LimitChangeOutcome.CHANGED)
                .hasSize(10);
        assertThat(effects.sql()
                        .sql("select sum(to_limit - from_limit) from limit_change where customer_id = ?")
                        .param(customer)
                        .query(BigDecimal.class)
                        .single())
                .isEqualTo("20000.00");
    }

    private static List<String> withheld(EffectTestContext effects, String customerId) {
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
