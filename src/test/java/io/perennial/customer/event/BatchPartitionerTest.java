package io.perennial.customer.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class BatchPartitionerTest {

    private static final int MIN_PARTITION = 250;
    private static final Comparator<NewEvent> BY_CUSTOMER_IN_ORDER =
            Comparator.comparing(NewEvent::customerId).thenComparing(NewEvent::index);

    /** The customer of each event of a batch, as a number. */
    @Provide
    Arbitrary<List<Integer>> batches() {
        return Arbitraries.integers()
                .between(1, 400)
                .flatMap(customers -> Arbitraries.integers()
                        .between(1, customers)
                        .list()
                        .ofMinSize(1)
                        .ofMaxSize(ParallelParser.LARGEST_BATCH));
    }

    @Property(tries = 50)
    void allEventsOfACustomerAreInOnePartitionInTheirOrder(@ForAll("batches") List<Integer> customers) {
        List<NewEvent> batch = batch(customers);
        List<List<NewEvent>> partitions = BatchPartitioner.partition(batch);

        assertThat(partitions.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(batch);
        Set<String> before = new HashSet<>();
        for (List<NewEvent> partition : partitions) {
            Set<String> ids = partition.stream().map(NewEvent::customerId).collect(Collectors.toSet());
            assertThat(Collections.disjoint(before, ids)).isTrue();
            before.addAll(ids);
        }
        if (partitions.size() == 1) {
            assertThat(partitions).containsExactly(batch);
        } else {
            assertThat(partitions)
                    .allSatisfy(partition -> assertThat(partition).isSortedAccordingTo(BY_CUSTOMER_IN_ORDER));
            assertThat(partitions.subList(0, partitions.size() - 1))
                    .allMatch(partition -> partition.size() >= MIN_PARTITION);
        }
    }

    @Property(tries = 50)
    void smallBatchIsNotPartitioned(@ForAll @IntRange(min = 1, max = 2 * MIN_PARTITION - 1) int size) {
        List<NewEvent> batch = batchOf(size);
        assertThat(BatchPartitioner.partition(batch)).containsExactly(batch);
    }

    @Example
    void largeBatchIsPartitionedEvenly() {
        List<NewEvent> batch = batchOf(4_999);
        assertThat(BatchPartitioner.partition(batch).stream().map(List::size))
                .hasSize(19)
                .allMatch(size -> size > 240 && size < 270);
    }

    @Example
    void batchWithDependentCustomersIsNotPartitioned() {
        List<NewEvent> batch = new ArrayList<>(batchOf(2_000));
        batch.set(700, event(700, "merge", EventType.CUSTOMERS_MERGED, "c-700"));
        assertThat(BatchPartitioner.partition(batch)).containsExactly(batch);
        batch.set(700, event(700, "e-3", EventType.LOGGED_IN, "c-700"));
        assertThat(BatchPartitioner.partition(batch)).containsExactly(batch);
        batch.set(700, event(700, "e-3", EventType.LOGGED_IN, batch.get(3).customerId()));
        assertThat(BatchPartitioner.partition(batch)).hasSize(8);
    }

    /** Each event of another customer. */
    private static List<NewEvent> batchOf(int size) {
        return batch(IntStream.rangeClosed(1, size).boxed().toList());
    }

    private static List<NewEvent> batch(List<Integer> customers) {
        return IntStream.range(0, customers.size())
                .mapToObj(i -> event(i, "e-" + i, EventType.LOGGED_IN, "c-" + customers.get(i)))
                .toList();
    }

    private static NewEvent event(int index, String eventId, EventType type, String customerId) {
        return NewEvent.of(index, eventId, type, customerId, Instant.EPOCH, JsonNodeFactory.instance.objectNode());
    }
}
