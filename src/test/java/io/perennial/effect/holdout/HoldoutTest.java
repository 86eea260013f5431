package io.perennial.effect.holdout;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.EffectTestContext;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HoldoutTest {

    private static final int IDS = 100_000;

    @ParameterizedTest
    @MethodSource("io.perennial.EffectTestContext#both")
    void holdsOutTheShareAndGrowsWithoutReshuffling(EffectTestContext effects) {
        Set<String> five = heldOut(effects, "0.05");
        Set<String> ten = heldOut(effects, "0.1");

        assertThat(five.size()).isBetween(IDS / 20 - fourSigma(0.05), IDS / 20 + fourSigma(0.05));
        assertThat(ten.size()).isBetween(IDS / 10 - fourSigma(0.1), IDS / 10 + fourSigma(0.1));
        assertThat(ten).containsAll(five);
        assertThat(heldOut(effects, "0")).isEmpty();
        assertThat(heldOut(effects, "1")).hasSize(IDS);
    }

    @ParameterizedTest
    @MethodSource("io.perennial.EffectTestContext#both")
    void nodesStartingTogetherAgreeOnTheKey(EffectTestContext effects) throws Exception {
        effects.sql().sql("delete from setting where name = 'holdout.key'").update();

        List<Set<String>> sets = EffectTestContext.atOnce(4, node -> heldOut(effects, "0.5"));

        assertThat(sets).allSatisfy(set -> assertThat(set).isEqualTo(sets.get(0)));
    }

    @ParameterizedTest
    @MethodSource("io.perennial.EffectTestContext#both")
    void stagesAndOffersAreDrawnIndependently(EffectTestContext effects) {
        Holdout holdout = effects.with(
                        "perennial.holdout.share=0.2",
                        "perennial.holdout.stages.ACTIVATION=0.5",
                        "perennial.holdout.offers.recall-30-off=0.5")
                .get(Holdout.class);
        List<String> customers =
                IntStream.range(0, 400).mapToObj(i -> effects.customer()).toList();
        List<String> free =
                customers.stream().filter(id -> !holdout.isHeldOut(id)).toList();
        List<String> freeInStage =
                free.stream().filter(id -> !holdout.isHeldOutInStage(id)).toList();
        List<String> freeForOffer = freeInStage.stream()
                .filter(id -> !holdout.isHeldOutFrom(id, "recall-30-off"))
                .toList();

        assertThat(free.size()).isBetween(288, 352);
        assertThat(freeInStage.size()).isBetween(120, 200);
        assertThat(freeForOffer.size()).isBetween(48, 112);
        assertThat(freeInStage).noneMatch(id -> holdout.isHeldOutFrom(id, "churn-30-off"));
        assertThat(customers.stream().filter(holdout::isHeldOut))
                .allMatch(id -> holdout.isHeldOutFrom(id, "churn-30-off"));
    }

    @ParameterizedTest
    @MethodSource("io.perennial.EffectTestContext#both")
    void survivorOfAMergeInheritsTheHoldout(EffectTestContext effects) {
        Holdout holdout = effects.with("perennial.holdout.share=0.5").get(Holdout.class);
        String held = drawn(effects, holdout, true);
        String first = drawn(effects, holdout, false);
        String second = drawn(effects, holdout, false);

        holdout.inherit(first, held);
        holdout.inherit(second, first);
        holdout.inherit(second, first);

        assertThat(holdout.isHeldOut(first)).isTrue();
        assertThat(holdout.isHeldOut(second)).isTrue();
        assertThat(holdout.isHeldOut(drawn(effects, holdout, false))).isFalse();
    }

    private static String drawn(EffectTestContext effects, Holdout holdout, boolean held) {
        return Stream.generate(effects::customer)
                .filter(id -> holdout.isHeldOut(id) == held)
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> heldOut(EffectTestContext effects, String share) {
        Holdout holdout = effects.with("perennial.holdout.share=" + share).get(Holdout.class);
        return IntStream.range(0, IDS)
                .mapToObj(i -> "customer-" + i)
                .filter(holdout::isDrawn)
                .collect(Collectors.toSet());
    }

    private static int fourSigma(double share) {
        return (int) Math.ceil(4 * Math.sqrt(IDS * share * (1 - share)));
    }
}
