package io.perennial.platform.engine;

import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.springframework.core.Ordered;

/**
 * Engine plug-in of one part. They run after those of the Camunda starter, in the order of the constants: command interceptors
 * of earlier parts enclose those of later ones.
 */
public abstract class EnginePlugin extends AbstractProcessEnginePlugin {

    public static final int RUNTIME = Ordered.LOWEST_PRECEDENCE - 60;
    public static final int IDENTITY = Ordered.LOWEST_PRECEDENCE - 50;
    public static final int GUARD = Ordered.LOWEST_PRECEDENCE - 40;
    public static final int TIME = Ordered.LOWEST_PRECEDENCE - 30;
    public static final int DMN = Ordered.LOWEST_PRECEDENCE - 20;
    public static final int MODEL = Ordered.LOWEST_PRECEDENCE - 10;
    public static final int MIGRATION = Ordered.LOWEST_PRECEDENCE - 5;
    public static final int SHARED = Ordered.LOWEST_PRECEDENCE;

    /** The existing elements, which may be null, followed by the additional ones. */
    @SafeVarargs
    protected static <T> List<T> append(List<T> existing, T... additional) {
        List<T> all = existing == null ? new ArrayList<>() : new ArrayList<>(existing);
        all.addAll(List.of(additional));
        return all;
    }
}
