package io.perennial.platform.engine.dmn;

import java.time.Clock;
import java.util.List;
import org.camunda.bpm.dmn.feel.impl.FeelEngine;
import org.camunda.bpm.dmn.feel.impl.FeelEngineFactory;
import org.camunda.bpm.dmn.feel.impl.scala.function.FeelCustomFunctionProvider;

/**
 * Factory of FEEL engines compatible with Camunda 7.24 that do not rebuild the function library and parse texts again for each
 * cell. Values, Java types and failures are those of {@code ScalaFeelEngineFactory}. The engines are thread-safe.
 */
public class FastFeelEngineFactory implements FeelEngineFactory {

    private final List<FeelCustomFunctionProvider> customFunctions;
    private final Clock clock;

    /** FEEL with its built-in functions. */
    public FastFeelEngineFactory() {
        this(List.of());
    }

    /** FEEL with additional functions, which the process engine passes only to its own factory. */
    public FastFeelEngineFactory(List<FeelCustomFunctionProvider> customFunctions) {
        this(customFunctions, null);
    }

    /** FEEL with dates and times of a clock and its zone; null for system time. */
    public FastFeelEngineFactory(List<FeelCustomFunctionProvider> customFunctions, Clock clock) {
        this.customFunctions = customFunctions == null ? List.of() : List.copyOf(customFunctions);
        this.clock = clock;
    }

    @Override
    public FeelEngine createInstance() {
        return new FastFeelEngine(customFunctions, clock);
    }
}
