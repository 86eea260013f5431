package io.perennial.platform.clock;

import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
class ClockConfiguration {

    /** A simulated clock starts at its last stored position. */
    @Bean
    BusinessClock businessClock(
            @Value("${perennial.zone:Asia/Shanghai}") ZoneId zone,
            @Value("${perennial.clock:system}") ClockMode mode,
            ClockRepository stored) {
        BusinessClock clock = new BusinessClock(zone);
        if (mode == ClockMode.SIMULATED) {
            clock.setTo(stored.now().orElseGet(() -> Instant.now().truncatedTo(ChronoUnit.MILLIS)));
        }
        return clock;
    }

    enum ClockMode {
        SYSTEM,
        SIMULATED
    }
}
