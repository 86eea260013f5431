package io.perennial.platform.engine.dmn;

import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.impl.type.IntegerDataTypeTransformer;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.engine.variable.value.TypedValue;

/** Allows values above 32 bits in {@code integer} columns, such as sums of points, where the stock transformer fails. */
class WideIntegers extends IntegerDataTypeTransformer {

    static void register(DefaultDmnEngineConfiguration configuration) {
        configuration.getTransformer().getDataTypeTransformerRegistry().addTransformer("integer", new WideIntegers());
    }

    @Override
    public TypedValue transform(Object value) {
        boolean wide = value instanceof Number number
                && Math.abs(number.doubleValue()) > Integer.MAX_VALUE
                && number.doubleValue() == number.longValue();
        return wide ? Variables.longValue(((Number) value).longValue()) : super.transform(value);
    }
}
