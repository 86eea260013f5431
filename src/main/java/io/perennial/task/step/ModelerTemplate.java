package io.perennial.task.step;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes a delegate to process designers: as an element template of Camunda Modeler, in the vocabulary, and for the
 * validation of deployments.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface ModelerTemplate {

    /** English name. */
    String value();

    String labelZh();

    /** The inputs. */
    In[] in() default {};

    /** The variables it sets. */
    String[] sets() default {};

    /** The one of them that holds whether the effect happened; empty if it always does. */
    String outcome() default "";

    /** One input. */
    @Target({})
    @interface In {

        String value();

        String label();

        String labelZh();

        Kind kind() default Kind.TEXT;

        /** Allowed values; empty for any. */
        String[] choices() default {};

        /** Initial value of a new step. */
        String defaultValue() default "";

        boolean optional() default false;
    }

    /** Type of an input that is not an expression. */
    enum Kind {
        TEXT,
        NUMBER,
        FLAG
    }
}
