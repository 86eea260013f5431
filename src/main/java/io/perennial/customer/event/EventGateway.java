package io.perennial.customer.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/** Takes events as they are sent, whoever stands before the door: a service over HTTP, or the demo. */
@Component
public class EventGateway {

    private final EventReader reader;
    private final EventIntake intake;

    EventGateway(EventReader reader, EventIntake intake) {
        this.reader = reader;
        this.intake = intake;
    }

    /**
     * One event that a part of this application causes, in the caller's transaction. The id that it is stored under has a slash,
     * which the ids of senders cannot have, so that neither can take the other's.
     *
     * @param source the part that causes it
     * @param id     of the event within that part
     * @throws IllegalStateException when it is not accepted
     */
    public void ingest(
            String source, String id, EventType type, String customerId, Instant occurredAt, ObjectNode data) {
        CustomerEvent event = CustomerEvent.sent(source + "/" + id, type, customerId, occurredAt, data);
        IntakeResult result = intake.take(List.of(new EventReader.Item(0, event, null)));
        if (result.accepted() != 1) {
            throw new IllegalStateException("The event " + event.eventId() + " was not accepted: " + result);
        }
    }

    /** A JSON array of up to 5,000 events. */
    public IntakeResult array(InputStream body) throws IOException {
        return intake.take(reader.array(body));
    }

    /** Up to 5,000 events, one a line. */
    public IntakeResult lines(InputStream body) throws IOException {
        return intake.take(reader.lines(body));
    }
}
