package io.perennial.effect.benefit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.EffectTestContext;
import io.perennial.platform.api.ApiException;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BenefitServiceTest {

    @ParameterizedTest
    @MethodSource("io.perennial.EffectTestContext#both")
    void grantsDueBenefitsAndWithdrawsOthers(EffectTestContext effects) {
        BenefitService benefits = effects.get(BenefitService.class);
        String customer = effects.customer();

        BenefitChanges first =
                benefits.applyDue("1-" + customer, customer, Set.of("RATE_DISCOUNT", "SERVICE_CHANNEL"), "test");
        BenefitChanges second =
                benefits.applyDue("2-" + customer, customer, Set.of("SERVICE_CHANNEL", "FESTIVAL_GIFT"), "test");
        BenefitChanges unchanged =
                benefits.applyDue("3-" + customer, customer, Set.of("SERVICE_CHANNEL", "FESTIVAL_GIFT"), "test");

        assertThat(first).isEqualTo(new BenefitChanges(Set.of("RATE_DISCOUNT", "SERVICE_CHANNEL"), Set.of()));
        assertThat(second).isEqualTo(new BenefitChanges(Set.of("FESTIVAL_GIFT"), Set.of("RATE_DISCOUNT")));
        assertThat(unchanged).isEqualTo(new BenefitChanges(Set.of(), Set.of()));
        assertThat(benefits.current(customer)).containsExactlyInAnyOrder("SERVICE_CHANNEL", "FESTIVAL_GIFT");
        assertThat(effects.count("select count(*) from benefit_change where customer_id = ?", customer))
                .isEqualTo(4);
        assertThat(benefits.applyDue("1-" + customer, customer, Set.of("RATE_DISCOUNT", "SERVICE_CHANNEL"), "test"))
                .isEqualTo(first);
        assertThat(benefits.current(customer)).containsExactlyInAnyOrder("SERVICE_CHANNEL", "FESTIVAL_GIFT");
        assertThatThrownBy(() -> benefits.applyDue("1-" + customer, customer, Set.of("RATE_DISCOUNT"), "test"))
                .isInstanceOf(ApiException.class);
    }
}
