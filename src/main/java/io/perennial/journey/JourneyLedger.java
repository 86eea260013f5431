package io.perennial.journey;

import io.perennial.platform.sql.LedgerRule;
import io.perennial.platform.sql.LedgerTable;
import io.perennial.platform.sql.TimelineSource;
import io.perennial.platform.sql.TimelineSource.Kind;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Ledgers of stages, notes and approvals. */
@Configuration(proxyBeanMethods = false)
class JourneyLedger {

    @Bean
    @Order(210)
    LedgerRule stageRule() {
        return new LedgerRule("stage", """
                select c.customer_id as id, c.stage as kept, coalesce(m.to_stage, 'NONE') as computed
                  from customer c
                  left join stage_move m on m.customer_id = c.customer_id
                   and m.seq = (select max(l.seq) from stage_move l where l.customer_id = c.customer_id)
                 where m.to_stage is not null and c.stage <> m.to_stage
                """);
    }

    @Bean
    @Order(30)
    TimelineSource stageSource() {
        return TimelineSource.of(Kind.STAGE, "stage_move", "at", "to_stage", "from_stage", "cause");
    }

    @Bean
    @Order(50)
    TimelineSource journeyNoteSource() {
        return TimelineSource.of(Kind.STAGE, "journey_note", "at", "what", "process", "detail");
    }

    @Bean
    @Order(60)
    TimelineSource approvalSource() {
        return TimelineSource.of(
                Kind.TASK,
                "verdict",
                "at",
                "concat(matter, case when granted then '_GRANTED' else '_REFUSED' end)",
                "until_at",
                "cause",
                "user_id");
    }

    @Bean
    @Order(10)
    LedgerTable stageTable() {
        return new LedgerTable("stage_move");
    }

    @Bean
    @Order(40)
    LedgerTable approvalTable() {
        return new LedgerTable("verdict");
    }

    @Bean
    @Order(50)
    LedgerTable journeyNoteTable() {
        return new LedgerTable("journey_note");
    }
}
