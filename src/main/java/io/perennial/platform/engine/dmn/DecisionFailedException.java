package io.perennial.platform.engine.dmn;

/** A table that cannot be evaluated for these facts. */
public class DecisionFailedException extends RuntimeException {

    DecisionFailedException(String decision, int version, RuntimeException cause) {
        super("Version " + version + " of " + decision + " fails: " + cause.getMessage(), cause);
    }
}
