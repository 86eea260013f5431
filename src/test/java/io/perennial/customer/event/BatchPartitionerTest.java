package io.perennial.customer.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.customer.event.EventReader.Item;
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

    private static final int LEAST = 250;
    private static final Comparator<Item> BY_CUSTOMER_AS_SENT =
            Comparator.comparing(BatchPartitionerTest::customer).thenComparing(Item::index);

    /** Whose each item of a batch is; 0 for one that is no event. */
    @Provide
    Arbitrary<List<Integer>> batches() {
        return Arbitraries.integers()
                .between(1, 400)
                .flatMap(customers ->
                        Arbitraries.integers().between(0, customers).list().ofMaxSize(EventReader.LARGEST_BATCH));
    }

    @Property(tries = 50)
    void allOfACustomerIsInOnePortionAsItWasSent(@ForAll("batches") List<Integer> whose) {
        List<Item> batch = batch(whose);
        List<List<Item>> portions = BatchPartitioner.of(batch);

        assertThat(portions.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(batch);
        Set<String> before = new HashSet<>();
        for (List<Item> portion : portions) {
            Set<String> customers =
                    portion.stream().map(BatchPartitionerTest::customer).collect(Collectors.toSet());
            assertThat(Collections.disjoint(before, customers)).isTrue();
            before.addAll(customers);
        }
        if (portions.size() == 1) {
            assertThat(portions).containsExactly(batch);
        } else {
            assertThat(portions).allSatisfy(portion -> assertThat(portion).isSortedAccordingTo(BY_CUSTOMER_AS_SENT));
            assertThat(portions.subList(0, portions.size() - 1)).allMatch(portion -> portion.size() >= LEAST);
        }
    }

    @Property(tries = 50)
    void aSmallBatchStaysWhole(@ForAll @IntRange(max = 2 * LEAST - 1) int size) {
        List<Item> batch = batchOf(size);
        assertThat(BatchPartitioner.of(batch)).containsExactly(batch);
    }

    @Example
    void aLargeBatchIsCutEvenly() {
        List<Item> batch = batchOf(4_999);
        assertThat(BatchPartitioner.of(batch).stream().map(List::size))
                .hasSize(19)
                .allMatch(size -> size > 240 && size < 270);
    }

    @Example
    void aBatchInWhichOneCustomerDependsOnAnotherStaysWhole() {
        List<Item> batch = new ArrayList<>(batchOf(2_000));
        batch.set(700, item(700, "merge", EventType.CUSTOMERS_MERGED, "c-700"));
        assertThat(BatchPartitioner.of(batch)).containsExactly(batch);
        batch.set(700, item(700, "e-3", EventType.LOGGED_IN, "c-700"));
        assertThat(BatchPartitioner.of(batch)).containsExactly(batch);
        batch.set(700, item(700, "e-3", EventType.LOGGED_IN, customer(batch.get(3))));
        assertThat(BatchPartitioner.of(batch)).hasSize(8);
    }

    /** Each event of another customer. */
    private static List<Item> batchOf(int size) {
        return batch(IntStream.rangeClosed(1, size).boxed().toList());
    }

    private static List<Item> batch(List<Integer> whose) {
        return IntStream.range(0, whose.size())
                .mapToObj(i -> whose.get(i) == 0
                        ? new Item(i, null, new Rejection(i, null, Rejection.Code.INVALID, "no event"))
                        : item(i, "e-" + i, EventType.LOGGED_IN, "c-" + whose.get(i)))
                .toList();
    }

    private static Item item(int index, String eventId, EventType type, String customerId) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        return new Item(index, CustomerEvent.sent(eventId, type, customerId, Instant.EPOCH, data), null);
    }

    private static String customer(Item item) {
        return item.event() == null ? "" : item.event().customerId();
    }
}
