package io.perennial.clock;

import java.time.Instant;
import java.time.ZoneId;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ClockConfiguration {

    @Bean
    BusinessClock businessClock(
            @Value("${perennial.clock:system}") String kind, @Value("${perennial.zone:Asia/Shanghai}") ZoneId zone) {
        BusinessClock clock = new BusinessClock(zone);
        if (kind.equals("simulated")) {
            clock.standAt(Instant.now());
        }
        return clock;
    }
}
