package io.perennial.platform.engine.dmn;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAccessor;
import java.util.Date;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.impl.spi.type.DmnDataTypeTransformer;
import org.camunda.bpm.dmn.engine.impl.type.DefaultDataTypeTransformerRegistry;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.engine.variable.value.TypedValue;

/**
 * Transformer for columns of type {@code date}: accepts all kinds of dates and times, those without offset in the business
 * zone.
 */
final class BusinessDates implements DmnDataTypeTransformer {

    private static final String DATE = "date";

    private final ZoneId zone;

    private BusinessDates(ZoneId zone) {
        this.zone = zone;
    }

    static void register(DefaultDmnEngineConfiguration decisions, ZoneId zone) {
        BusinessDates dates = new BusinessDates(zone);
        // The default registry is shared by all engines of the JVM.
        decisions.getTransformer().setDataTypeTransformerRegistry(new DefaultDataTypeTransformerRegistry() {
            @Override
            public DmnDataTypeTransformer getTransformer(String typeName) {
                return DATE.equalsIgnoreCase(typeName) ? dates : super.getTransformer(typeName);
            }
        });
    }

    @Override
    public TypedValue transform(Object value) {
        return Variables.dateValue(value instanceof Date date ? date : Date.from(instant(value)));
    }

    private Instant instant(Object value) {
        if (value instanceof Instant instant) {
            return instant;
        }
        if (value instanceof ZonedDateTime at) {
            return at.toInstant();
        }
        if (value instanceof OffsetDateTime at) {
            return at.toInstant();
        }
        if (value instanceof LocalDateTime local) {
            return local.atZone(zone).toInstant();
        }
        if (value instanceof LocalDate day) {
            return day.atStartOfDay(zone).toInstant();
        }
        if (value instanceof String text) {
            return instant(parsed(text));
        }
        throw new IllegalArgumentException("\"" + value + "\" is not a date");
    }

    private static TemporalAccessor parsed(String text) {
        try {
            return text.contains("T")
                    ? DateTimeFormatter.ISO_DATE_TIME.parseBest(text, ZonedDateTime::from, LocalDateTime::from)
                    : LocalDate.parse(text);
        } catch (DateTimeParseException unreadable) {
            throw new IllegalArgumentException("\"" + text + "\" is not a date", unreadable);
        }
    }
}
