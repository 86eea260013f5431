package io.perennial.platform.engine.dmn;

/** A decision that cannot be evaluated with the given facts. */
public class DecisionFailedException extends RuntimeException {

    DecisionFailedException(String decision, int version, RuntimeException cause) {
        super("Version " + version + " of " + decision + " fails: " + cause.getMessage(), cause);
    }
}
