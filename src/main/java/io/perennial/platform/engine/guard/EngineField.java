package io.perennial.platform.engine.guard;

import java.lang.reflect.Field;
import org.camunda.bpm.engine.ProcessEngineException;

/** A private field of an engine class that has no accessor. */
final class EngineField {

    private final Field field;

    private EngineField(Field field) {
        this.field = field;
    }

    /** @throws IllegalStateException when this version of the engine has no such field: its guard must be revised then */
    static EngineField of(Class<?> type, String name) {
        try {
            Field field = type.getDeclaredField(name);
            field.setAccessible(true);
            return new EngineField(field);
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("This engine version has no " + type.getSimpleName() + "." + name, e);
        }
    }

    Object get(Object owner) {
        try {
            return field.get(owner);
        } catch (IllegalAccessException e) {
            throw new ProcessEngineException("Cannot read " + field, e);
        }
    }
}
