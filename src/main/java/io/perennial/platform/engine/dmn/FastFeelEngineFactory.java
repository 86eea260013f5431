package io.perennial.platform.engine.dmn;

import java.time.Clock;
import java.util.List;
import org.camunda.bpm.dmn.feel.impl.FeelEngine;
import org.camunda.bpm.dmn.feel.impl.FeelEngineFactory;
import org.camunda.bpm.dmn.feel.impl.scala.function.FeelCustomFunctionProvider;

/**
 * FEEL as Camunda 7.24 speaks it, without building its library of functions and parsing its texts anew for every cell.
 * Values, their Java types and failures are those of {@code ScalaFeelEngineFactory}. Engines are safe for any number of threads.
 */
public class FastFeelEngineFactory implements FeelEngineFactory {

    private final List<FeelCustomFunctionProvider> customFunctions;
    private final Clock clock;

    /** FEEL with its built-in functions. */
    public FastFeelEngineFactory() {
        this(List.of());
    }

    /** FEEL with functions of one's own besides: the engine hands those only to its own factory, so they come in here. */
    public FastFeelEngineFactory(List<FeelCustomFunctionProvider> customFunctions) {
        this(customFunctions, null);
    }

    /** FEEL whose dates and times are those of a clock and its zone; null for the machine's. */
    public FastFeelEngineFactory(List<FeelCustomFunctionProvider> customFunctions, Clock clock) {
        this.customFunctions = customFunctions == null ? List.of() : List.copyOf(customFunctions);
        this.clock = clock;
    }

    @Override
    public FeelEngine createInstance() {
        return new FastFeelEngine(customFunctions, clock);
    }
}
