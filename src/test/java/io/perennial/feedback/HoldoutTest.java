package io.perennial.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.TestEffects;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HoldoutTest {

    private static final int IDS = 100_000;

    @ParameterizedTest
    @MethodSource("io.perennial.TestEffects#both")
    void holdsOutTheShareAndGrowsWithoutReshuffling(TestEffects effects) {
        Set<String> five = heldOut(effects, "0.05");
        Set<String> ten = heldOut(effects, "0.1");

        assertThat(five.size()).isBetween(IDS / 20 - fourSigma(0.05), IDS / 20 + fourSigma(0.05));
        assertThat(ten.size()).isBetween(IDS / 10 - fourSigma(0.1), IDS / 10 + fourSigma(0.1));
        assertThat(ten).containsAll(five);
        assertThat(heldOut(effects, "0")).isEmpty();
        assertThat(heldOut(effects, "1")).hasSize(IDS);
    }

    @ParameterizedTest
    @MethodSource("io.perennial.TestEffects#both")
    void nodesThatStartAtOnceAgreeOnTheKey(TestEffects effects) throws Exception {
        effects.sql().sql("delete from setting where name = 'holdout.key'").update();

        List<Set<String>> sets = TestEffects.atOnce(4, node -> heldOut(effects, "0.5"));

        assertThat(sets).allSatisfy(set -> assertThat(set).isEqualTo(sets.get(0)));
    }

    private static Set<String> heldOut(TestEffects effects, String share) {
        Holdout holdout = effects.with("perennial.holdout.share=" + share).get(Holdout.class);
        return IntStream.range(0, IDS)
                .mapToObj(i -> "customer-" + i)
                .filter(holdout::holds)
                .collect(Collectors.toSet());
    }

    private static int fourSigma(double share) {
        return (int) Math.ceil(4 * Math.sqrt(IDS * share * (1 - share)));
    }
}
