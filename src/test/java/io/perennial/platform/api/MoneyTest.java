package io.perennial.platform.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {

    @ParameterizedTest
    @ValueSource(strings = {"0", "1234.5", "999999999999.99", "1.000", "1e3"})
    void acceptsYuanAndWholeCents(String amount) {
        BigDecimal yuan = Money.of("cost", new BigDecimal(amount));

        assertThat(yuan).isEqualByComparingTo(amount);
        assertThat(yuan.scale()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.01", "0.001", "1000000000000", "1e2147483647", "1e-2147483647", "0e1000000000"})
    void rejectsOtherAmountsNamingTheField(String amount) {
        assertThatThrownBy(() -> Money.of("cost", new BigDecimal(amount)))
                .isInstanceOfSatisfying(ApiException.class, refused -> {
                    assertThat(refused.code()).isEqualTo("INVALID");
                    assertThat(refused).hasMessageStartingWith("cost");
                });
    }

    @Test
    void refusesMissingAmount() {
        assertThatThrownBy(() -> Money.of("cost", null)).isInstanceOf(ApiException.class);
    }
}
