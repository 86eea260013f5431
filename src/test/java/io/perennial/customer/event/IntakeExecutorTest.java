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

    private static final Duration FOREVER = Duration.ofDays(1);

    private final CyclicBarrier two = new CyclicBarrier(2);
    private IntakeExecutor executor = new IntakeExecutor(2, FOREVER);

    @AfterEach
    void close() {
        executor.destroy();
    }

    @Test
    void uncontendedBatchUsesAllWorkers() {
        List<List<Integer>> results = executor.execute(List.of(1, 2), batch -> {
            meet();
            return batch;
        });
        assertThat(results).containsExactlyInAnyOrder(List.of(1), List.of(2));
    }

    @Test
    void uncontendedBatchRunsSeveralPartitionsPerTransactionAndFewerTowardsTheEnd() {
        List<List<Integer>> results = executor.execute(partitions(20), Function.identity());

        assertThat(results.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(partitions(20));
        assertThat(results.stream().map(List::size)).containsExactlyInAnyOrder(4, 4, 4, 4, 2, 1, 1);
    }

    @Test
    void contendedBatchRunsOnePartitionAfterAnotherOnItsThread() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        duringAnotherBatch(() -> {
            List<List<Integer>> results = executor.execute(partitions(20), batch -> {
                threads.add(Thread.currentThread());
                return batch;
            });
            assertThat(results)
                    .containsExactlyElementsOf(
                            partitions(20).stream().map(List::of).toList());
        });
        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void anotherBatchStopsTheAdditionalWorkers() {
        Thread caller = Thread.currentThread();
        List<List<Integer>> first = Collections.synchronizedList(new ArrayList<>());
        List<List<Integer>> later = new ArrayList<>();
        List<List<Integer>> results = executor.execute(partitions(40), batch -> {
            if (first.size() < 2) {
                first.add(batch);
                meet();
                if (Thread.currentThread() == caller) {
                    executor.execute(List.of(1), Function.identity());
                }
                meet();
            } else {
                assertThat(Thread.currentThread()).isSameAs(caller);
                later.add(batch);
            }
            return batch;
        });
        assertThat(results.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(partitions(40));
        assertThat(first).allMatch(batch -> batch.size() == 4);
        assertThat(later).hasSize(32).allMatch(batch -> batch.size() == 1);
    }

    @Test
    void allWorkersAreUsedAgainAfterTheCoolDown() {
        executor.destroy();
        executor = new IntakeExecutor(2, Duration.ZERO);
        duringAnotherBatch(() -> assertThat(executor.execute(List.of(1, 2), batch -> {
                    meet();
                    return batch;
                }))
                .hasSize(2));
    }

    @Test
    void noPartitionIsStartedAfterAFailure() {
        executor.destroy();
        executor = new IntakeExecutor(1, FOREVER);
        IllegalStateException failure = new IllegalStateException("no");
        List<Integer> started = new ArrayList<>();
        assertThatThrownBy(() -> executor.execute(partitions(40), batch -> {
                    started.addAll(batch);
                    if (batch.contains(5)) {
                        throw failure;
                    }
                    return batch;
                }))
                .isSameAs(failure);
        assertThat(started).containsExactlyElementsOf(partitions(8));
    }

    @Test
    void failureOfAnotherWorkerIsThrownToTheCaller() {
        Thread caller = Thread.currentThread();
        AtomicInteger started = new AtomicInteger();
        assertThatThrownBy(() -> executor.execute(partitions(40), batch -> {
                    if (started.incrementAndGet() <= 2) {
                        meet();
                        if (Thread.currentThread() != caller) {
                            throw new IllegalStateException("in a worker");
                        }
                    }
                    return batch;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("in a worker");
    }

    private void duringAnotherBatch(Runnable action) {
        executor.execute(List.of(1), one -> {
            action.run();
            return one;
        });
    }

    private static List<Integer> partitions(int count) {
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
