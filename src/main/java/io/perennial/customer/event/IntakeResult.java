package io.perennial.customer.event;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The result of a batch.
 *
 * @param accepted number of events accepted
 * @param duplicates number of events that were known with the same content
 * @param rejected in the order of the batch
 */
public record IntakeResult(int accepted, int duplicates, List<Rejection> rejected) {

    /** The sum of the results of a batch's parts. */
    static IntakeResult combine(List<IntakeResult> parts, List<Rejection> unreadable) {
        return new IntakeResult(
                parts.stream().mapToInt(IntakeResult::accepted).sum(),
                parts.stream().mapToInt(IntakeResult::duplicates).sum(),
                Stream.concat(unreadable.stream(), parts.stream().flatMap(part -> part.rejected().stream()))
                        .sorted(Comparator.comparingInt(Rejection::index))
                        .toList());
    }
}
