package io.perennial.journey;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Where a customer stands in the life cycle (生命周期阶段), and where they may go from there. */
public enum Stage {
    ACQUISITION("acquisition", "CUSTOMER_REGISTERED"),
    ACTIVATION("activation"),
    RETENTION("retention"),
    CHURN_WARNING("churn-warning"),
    RECALL("recall"),
    LOST(null);

    static final String LOGGED_IN = "LOGGED_IN";
    static final String ORDER_PLACED = "ORDER_PLACED";

    private final String process;
    private final String startMessage;

    Stage(String process) {
        this(process, null);
    }

    Stage(String process, String startMessage) {
        this.process = process;
        this.startMessage = startMessage;
    }

    /** The message that starts the process; none where it is started by its key. */
    static String startMessage(String process) {
        return ofProcess(process).map(stage -> stage.startMessage).orElse(null);
    }

    /** The process that walks a customer through this stage; none for those who are lost. */
    public Optional<String> process() {
        return Optional.ofNullable(process);
    }

    public static Optional<Stage> ofProcess(String process) {
        return Arrays.stream(values())
                .filter(stage -> process.equals(stage.process))
                .findFirst();
    }

    /** Whether the stage's own journey waits for such an event. */
    boolean waitsFor(String message) {
        return switch (this) {
            case ACTIVATION -> message.equals(ORDER_PLACED);
            case CHURN_WARNING, RECALL -> message.equals(ORDER_PLACED) || message.equals(LOGGED_IN);
            case ACQUISITION, RETENTION, LOST -> false;
        };
    }

    public boolean leadsTo(Stage next) {
        return switch (this) {
            case ACQUISITION -> Set.of(ACTIVATION, LOST).contains(next);
            case ACTIVATION -> Set.of(RETENTION, LOST).contains(next);
            case RETENTION -> next == CHURN_WARNING;
            case CHURN_WARNING -> Set.of(RETENTION, RECALL).contains(next);
            case RECALL -> Set.of(RETENTION, LOST).contains(next);
            case LOST -> Set.of(RETENTION, ACTIVATION).contains(next);
        };
    }
}
