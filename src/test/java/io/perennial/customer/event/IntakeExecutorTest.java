package io.perennial.customer.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IntakeExecutorTest {

    private static final Duration FOR_EVER = Duration.ofDays(1);

    private final CyclicBarrier two = new CyclicBarrier(2);
    private IntakeExecutor lanes = new IntakeExecutor(2, FOR_EVER);

    @AfterEach
    void close() {
        lanes.destroy();
    }

    @Test
    void whoIsAloneUsesEveryLane() {
        List<List<Integer>> taken = lanes.take(List.of(1, 2), some -> {
            meet();
            return some;
        });
        assertThat(taken).containsExactlyInAnyOrder(List.of(1), List.of(2));
    }

    @Test
    void whoIsAloneHasSomePortionsTakenTogetherAndFewerTowardsTheEnd() {
        List<List<Integer>> taken = lanes.take(portions(20), Function.identity());

        assertThat(taken.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(portions(20));
        assertThat(taken.stream().map(List::size)).containsExactlyInAnyOrder(4, 4, 4, 4, 2, 1, 1);
    }

    @Test
    void besideOthersOnePortionIsTakenAfterAnother() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        besideSomebody(() -> {
            List<List<Integer>> taken = lanes.take(portions(20), some -> {
                threads.add(Thread.currentThread());
                return some;
            });
            assertThat(taken)
                    .containsExactlyElementsOf(
                            portions(20).stream().map(List::of).toList());
        });
        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void whoeverComesMeanwhileEmptiesTheOtherLanes() {
        Thread caller = Thread.currentThread();
        List<List<Integer>> atFirst = Collections.synchronizedList(new ArrayList<>());
        List<List<Integer>> then = new ArrayList<>();
        List<List<Integer>> taken = lanes.take(portions(40), some -> {
            if (atFirst.size() < 2) {
                atFirst.add(some);
                meet();
                if (Thread.currentThread() == caller) {
                    lanes.take(List.of(1), Function.identity());
                }
                meet();
            } else {
                assertThat(Thread.currentThread()).isSameAs(caller);
                then.add(some);
            }
            return some;
        });
        assertThat(taken.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(portions(40));
        assertThat(atFirst).allMatch(some -> some.size() == 4);
        assertThat(then).hasSize(32).allMatch(some -> some.size() == 1);
    }

    @Test
    void onceTheOthersHaveBeenGoneForAWhileEveryLaneIsUsedAgain() {
        lanes.destroy();
        lanes = new IntakeExecutor(2, Duration.ZERO);
        besideSomebody(() -> assertThat(lanes.take(List.of(1, 2), some -> {
                    meet();
                    return some;
                }))
                .hasSize(2));
    }

    @Test
    void afterAFailureNothingIsBegunAnyMore() {
        lanes.destroy();
        lanes = new IntakeExecutor(1, FOR_EVER);
        IllegalStateException failure = new IllegalStateException("no");
        List<Integer> begun = new ArrayList<>();
        assertThatThrownBy(() -> lanes.take(portions(40), some -> {
                    begun.addAll(some);
                    if (some.contains(5)) {
                        throw failure;
                    }
                    return some;
                }))
                .isSameAs(failure);
        assertThat(begun).containsExactlyElementsOf(portions(8));
    }

    @Test
    void aFailureOnAnotherLaneIsTheCallersToo() {
        Thread caller = Thread.currentThread();
        AtomicInteger begun = new AtomicInteger();
        assertThatThrownBy(() -> lanes.take(portions(40), some -> {
                    if (begun.incrementAndGet() <= 2) {
                        meet();
                        if (Thread.currentThread() != caller) {
                            throw new IllegalStateException("there");
                        }
                    }
                    return some;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("there");
    }

    private void besideSomebody(Runnable doing) {
        lanes.take(List.of(1), one -> {
            doing.run();
            return one;
        });
    }

    private static List<Integer> portions(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private void meet() {
        try {
            two.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
