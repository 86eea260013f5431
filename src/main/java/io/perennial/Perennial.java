package io.perennial;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The customer-lifecycle engine: event intake, journeys and effects in one application. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class Perennial {

    public static void main(String[] args) {
        SpringApplication.run(Perennial.class, args);
    }
}
