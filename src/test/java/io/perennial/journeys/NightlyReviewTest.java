package io.perennial.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;

import java.util.Map;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NightlyReviewTest {

    @RegisterExtension
    static final ProcessHarness review = new ProcessHarness("nightly-review");

    @Test
    void reviewBeginsEveryNightAtTwo() {
        assertThat(review.daysUntil("StartEvent_EveryNight")).isEqualTo(1);
        assertThat(review.getManagementService()
                        .createJobQuery()
                        .timers()
                        .singleResult()
                        .getDuedate())
                .hasHourOfDay(2)
                .hasMinute(0);
    }

    @Test
    void everyChunkIsReviewedOnce() {
        ProcessInstance night = begins(3, true);

        review.works();

        assertThat(night).isEnded().hasPassed("EndEvent_ReviewDone");
        assertThat(review.steps())
                .containsExactly(
                        "planReview{}",
                        "reviewChunk{loopCounter=0}",
                        "reviewChunk{loopCounter=1}",
                        "reviewChunk{loopCounter=2}",
                        "closeReview{}",
                        "learnFromResults{}");
    }

    @Test
    void chunksAreReviewedInParallel() {
        begins(3, true);
        review.worksOff("StartEvent_EveryNight");

        assertThat(review.messageJobs()).hasSize(3).noneMatch(NightlyReviewTest::isExclusive);
    }

    @Test
    void chunkIsCommittedBeforeItMeetsTheOthers() {
        begins(2, true);
        review.worksOff("StartEvent_EveryNight");

        review.getManagementService().executeJob(review.messageJobs().get(0).getId());

        assertThat(review.steps()).hasSize(2);
        assertThat(review.messageJobs()).hasSize(2);
    }

    @Test
    void nightWithoutCustomersEndsAtOnce() {
        ProcessInstance night = begins(0, true);

        review.works();

        assertThat(night).isEnded().hasPassed("EndEvent_ReviewDone");
        assertThat(review.steps()).containsExactly("planReview{}", "closeReview{}", "learnFromResults{}");
    }

    @Test
    void secondReviewGivesWayToTheOneThatRuns() {
        ProcessInstance night = begins(3, false);

        review.works();

        assertThat(night).isEnded().hasPassed("EndEvent_AnotherReviewRuns");
        assertThat(review.steps()).containsExactly("planReview{}");
    }

    private static ProcessInstance begins(int chunks, boolean clear) {
        review.answers("planReview", Map.of("chunks", chunks, "reviewClear", clear));
        return review.starts();
    }

    private static boolean isExclusive(Job job) {
        return ((org.camunda.bpm.engine.impl.persistence.entity.JobEntity) job).isExclusive();
    }
}
