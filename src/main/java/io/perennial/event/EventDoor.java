package io.perennial.event;

import java.io.IOException;
import java.io.InputStream;
import org.springframework.stereotype.Component;

/** Takes events as they are sent, whoever stands before the door: a service over HTTP, or the demo. */
@Component
public class EventDoor {

    private final EventReader reader;
    private final EventIntake intake;

    EventDoor(EventReader reader, EventIntake intake) {
        this.reader = reader;
        this.intake = intake;
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
