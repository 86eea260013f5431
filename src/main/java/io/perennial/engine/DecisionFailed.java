package io.perennial.engine;

/** A table that cannot be evaluated for these facts. */
public class DecisionFailed extends RuntimeException {

    DecisionFailed(String decision, int version, RuntimeException cause) {
        super("Version " + version + " of " + decision + " fails: " + cause.getMessage(), cause);
    }
}
