package io.perennial.platform.engine.dmn;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.dmn.feel.impl.scala.function.CustomFunction;
import org.camunda.bpm.dmn.feel.impl.scala.function.FeelCustomFunctionProvider;

/** Functions {@code twice}, which returns a value, and {@code boom}, which fails. */
final class CustomFeelFunctions implements FeelCustomFunctionProvider {

    private final Map<String, CustomFunction> functions = Map.of(
            "twice",
            CustomFunction.create()
                    .setParams("x")
                    .setFunction(args -> ((Number) args.get(0)).doubleValue() * 2)
                    .build(),
            "boom",
            CustomFunction.create()
                    .enableVarargs()
                    .setFunction(args -> {
                        throw new IllegalStateException("boom");
                    })
                    .build());

    @Override
    public Optional<CustomFunction> resolveFunction(String name) {
        return Optional.ofNullable(functions.get(name));
    }

    @Override
    public Collection<String> getFunctionNames() {
        return functions.keySet();
    }
}
