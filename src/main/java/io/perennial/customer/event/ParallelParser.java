package io.perennial.customer.event;

import io.perennial.platform.api.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.springframework.http.HttpStatus;

/** Parses the texts of a batch's events on all processors, some hundreds at a time. */
final class ParallelParser {

    static final int LARGEST_BATCH = 5_000;
    private static final int CHUNK = 512;

    /** Either an event or the reason why the text is not one. */
    record Parsed(NewEvent event, Rejection rejection) {}

    private final BiFunction<Integer, byte[], Parsed> parser;
    private final List<byte[]> waiting = new ArrayList<>();
    private final List<Parsed> parsed = new ArrayList<>();

    ParallelParser(BiFunction<Integer, byte[], Parsed> parser) {
        this.parser = parser;
    }

    void add(byte[] text) {
        if (parsed.size() + waiting.size() == LARGEST_BATCH) {
            throw new ApiException(
                    HttpStatus.PAYLOAD_TOO_LARGE,
                    "TOO_MANY_EVENTS",
                    "Send at most " + LARGEST_BATCH + " events at once.");
        }
        waiting.add(text);
        if (waiting.size() == CHUNK) {
            parseWaiting();
        }
    }

    ParsedBatch finish() {
        parseWaiting();
        return new ParsedBatch(
                parsed.stream().map(Parsed::event).filter(Objects::nonNull).toList(),
                parsed.stream().map(Parsed::rejection).filter(Objects::nonNull).toList());
    }

    private void parseWaiting() {
        int from = parsed.size();
        parsed.addAll(IntStream.range(0, waiting.size())
                .parallel()
                .mapToObj(i -> parser.apply(from + i, waiting.get(i)))
                .toList());
        waiting.clear();
    }
}
