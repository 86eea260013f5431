package io.perennial.customer.event;

import io.perennial.customer.event.EventReader.Item;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Cuts a large batch into portions of some customers each, with all that is said of them, in its order: the least that a
 * transaction takes. Others then wait little for a customer or a commit, and little of a batch is in memory at a time.
 */
final class BatchPartitioner {

    private static final int LEAST = 250;

    private BatchPartitioner() {}

    /** The batch in portions; whole where it is small, or where what is said of one customer depends on another. */
    static List<List<Item>> of(List<Item> batch) {
        int count = batch.size() / LEAST;
        if (count < 2 || batch.stream().anyMatch(Item::isMerge) || sharesIds(batch)) {
            return List.of(batch);
        }
        int least = (batch.size() + count - 1) / count;
        List<Item> byCustomer = batch.stream()
                .sorted(Comparator.comparing(BatchPartitioner::customer))
                .toList();
        List<List<Item>> portions = new ArrayList<>();
        int from = 0;
        for (int i = least; i < byCustomer.size(); i++) {
            if (i - from >= least && !customer(byCustomer.get(i)).equals(customer(byCustomer.get(i - 1)))) {
                portions.add(byCustomer.subList(from, i));
                from = i;
            }
        }
        portions.add(byCustomer.subList(from, byCustomer.size()));
        return portions;
    }

    /** Whether an event id stands for events of several customers: the first of them counts, wherever their customers stand. */
    private static boolean sharesIds(List<Item> batch) {
        Map<String, String> whose = new HashMap<>();
        return batch.stream()
                .filter(item -> item.event() != null)
                .anyMatch(item -> !customer(item)
                        .equals(whose.computeIfAbsent(item.event().eventId(), id -> customer(item))));
    }

    private static String customer(Item item) {
        return item.event() == null ? "" : item.event().customerId();
    }
}
