package io.perennial.journey;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Life-cycle stage (生命周期阶段) with its process and the stages it leads to. */
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

    /** Message that starts the process; null if it is started by its key. */
    static String startMessage(String process) {
        return ofProcess(process).map(stage -> stage.startMessage).orElse(null);
    }

    /** Process of the stage; empty for LOST. */
    public Optional<String> process() {
        return Optional.ofNullable(process);
    }

    public static Optional<Stage> ofProcess(String process) {
        return Arrays.stream(values())
                .filter(stage -> process.equals(stage.process))
                .findFirst();
    }

    /** Whether the stage's journey waits for the message. */
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
