package io.perennial.task.step;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Offers a delegate to process designers: as an element template in Camunda Modeler, in the vocabulary, and to the check of
 * what they deploy.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface ModelerTemplate {

    /** The name a designer reads. */
    String value();

    String labelZh();

    /** The inputs. */
    In[] in() default {};

    /** The variables it sets. */
    String[] sets() default {};

    /** That of them which says whether the effect happened; none for what always happens. */
    String outcome() default "";

    /** One input. */
    @Target({})
    @interface In {

        String value();

        String label();

        String labelZh();

        Kind kind() default Kind.TEXT;

        /** The only values there are; none for any. */
        String[] choices() default {};

        /** What a new step begins with. */
        String defaultValue() default "";

        boolean optional() default false;
    }

    /** What an input holds, if it is no expression. */
    enum Kind {
        TEXT,
        NUMBER,
        FLAG
    }
}
