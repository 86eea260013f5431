package io.perennial.customer.event;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Partitions a batch by customer; each partition fits one transaction and has all events of its customers, in their order. Other
 * transactions then wait only briefly for a customer or a commit, and little of a batch is in memory at a time.
 */
final class BatchPartitioner {

    private static final int MIN_PARTITION = 250;

    private BatchPartitioner() {}

    /** One partition if the batch is small, or if the events of one customer depend on those of another. */
    static List<List<NewEvent>> partition(List<NewEvent> batch) {
        if (batch.isEmpty()) {
            return List.of();
        }
        int count = batch.size() / MIN_PARTITION;
        if (count < 2 || batch.stream().anyMatch(NewEvent::isMerge) || hasSharedEventIds(batch)) {
            return List.of(batch);
        }
        int size = (batch.size() + count - 1) / count;
        List<NewEvent> byCustomer = batch.stream()
                .sorted(Comparator.comparing(NewEvent::customerId))
                .toList();
        List<List<NewEvent>> partitions = new ArrayList<>();
        int from = 0;
        for (int i = size; i < byCustomer.size(); i++) {
            boolean sameCustomer =
                    byCustomer.get(i).customerId().equals(byCustomer.get(i - 1).customerId());
            if (i - from >= size && !sameCustomer) {
                partitions.add(byCustomer.subList(from, i));
                from = i;
            }
        }
        partitions.add(byCustomer.subList(from, byCustomer.size()));
        return partitions;
    }

    /** Whether events of several customers have the same id: the first of them counts, so their order must be kept. */
    private static boolean hasSharedEventIds(List<NewEvent> batch) {
        Map<String, String> customers = new HashMap<>();
        return batch.stream()
                .anyMatch(event -> !event.customerId()
                        .equals(customers.computeIfAbsent(event.eventId(), id -> event.customerId())));
    }
}
