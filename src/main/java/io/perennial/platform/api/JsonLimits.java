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
 * What the API takes for JSON: nothing nested deeper, and no number longer, than anything it knows; no field twice, no fraction for
 * a whole number, no half of a character.
 */
@Configuration(proxyBeanMethods = false)
class JsonLimits {

    private static final int DEEPEST = 32;
    private static final int LONGEST_NUMBER = 100;

    @Bean
    Jackson2ObjectMapperBuilderCustomizer boundedJson() {
        return json -> json.featuresToEnable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .featuresToDisable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .deserializerByType(String.class, new WholeCharacters())
                .postConfigurer(mapper -> mapper.getFactory()
                        .setStreamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(DEEPEST)
                                .maxNumberLength(LONGEST_NUMBER)
                                .build()));
    }

    /** Reads texts and refuses those that cannot be written in UTF-8 again. */
    private static final class WholeCharacters extends StdScalarDeserializer<String> {

        private static final long serialVersionUID = 1L;

        WholeCharacters() {
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
