package io.perennial.platform.engine.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.Status;

class JobBacklogTest {

    private final JobBacklog backlog = new JobBacklog(null, null);
    private final JobBacklogHealthIndicator health = new JobBacklogHealthIndicator(backlog);

    private void minutes(LongStream counts) {
        counts.forEach(due -> backlog.note(due, Duration.ofMinutes(3)));
    }

    @Test
    void aShrinkingBacklogPredictsWhenItIsEmpty() {
        minutes(LongStream.of(4_000, 3_400, 2_800, 2_200, 1_600, 1_000));
        assertThat(backlog.latest().perSecond()).isEqualTo(10);
        assertThat(backlog.latest().left()).isEqualTo(Duration.ofSeconds(100));
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        backlog.bindTo(meters);
        assertThat(meters.get("perennial.jobs.shrinking").gauge().value()).isEqualTo(10);
        assertThat(meters.get("perennial.jobs.oldest").gauge().value()).isEqualTo(180);
        assertThat(meters.get("perennial.jobs.left").gauge().value()).isEqualTo(100);
    }

    @Test
    void aBacklogThatGrowsHasNoEnd() {
        minutes(LongStream.of(10, 20));
        assertThat(backlog.latest().left()).isNull();
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void growthForAnHourIsAWarningThatEndsWithIt() {
        minutes(LongStream.rangeClosed(1, 59));
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        minutes(LongStream.of(60));
        assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.health().getDetails()).containsEntry("due", 60L);
        minutes(LongStream.of(0));
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void peaksThatAreWorkedOffAreNoGrowth() {
        minutes(LongStream.range(0, 60).map(minute -> minute % 10 * 1_000));
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    }
}
