package io.perennial.api;

import com.fasterxml.jackson.core.StreamReadConstraints;
import org.springframework.boot.autoconfigure.jackson.Jackson2ObjectMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** JSON that is nested deeper, or has longer numbers, than anything in the API is not well-formed here. */
@Configuration(proxyBeanMethods = false)
class JsonLimits {

    private static final int DEEPEST = 32;
    private static final int LONGEST_NUMBER = 100;

    @Bean
    Jackson2ObjectMapperBuilderCustomizer boundedJson() {
        return json -> json.postConfigurer(mapper -> mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEEPEST)
                        .maxNumberLength(LONGEST_NUMBER)
                        .build()));
    }
}
