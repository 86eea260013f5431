package io.perennial.platform.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import java.io.IOException;
import org.springframework.boot.autoconfigure.jackson.Jackson2ObjectMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Limits of JSON input: nesting depth and number length, no duplicate fields, no fractions for integers, no lone surrogates.
 */
@Configuration(proxyBeanMethods = false)
class JsonLimits {

    private static final int MAX_DEPTH = 32;
    private static final int MAX_NUMBER_LENGTH = 100;

    @Bean
    Jackson2ObjectMapperBuilderCustomizer boundedJson() {
        return json -> json.featuresToEnable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .featuresToDisable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .deserializerByType(String.class, new UnicodeStrings())
                .postConfigurer(mapper -> mapper.getFactory()
                        .setStreamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(MAX_DEPTH)
                                .maxNumberLength(MAX_NUMBER_LENGTH)
                                .build()));
    }

    /** Reads strings and rejects those that cannot be encoded in UTF-8. */
    private static final class UnicodeStrings extends StdScalarDeserializer<String> {

        private static final long serialVersionUID = 1L;

        UnicodeStrings() {
            super(String.class);
        }

        @Override
        public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String text = StringDeserializer.instance.deserialize(parser, context);
            return text == null || Texts.isUnicode(text)
                    ? text
                    : (String) context.handleWeirdStringValue(
                            String.class, Texts.replaceSurrogates(text), "half of a character");
        }
    }
}
