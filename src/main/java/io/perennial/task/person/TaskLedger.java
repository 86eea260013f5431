package io.perennial.task.person;

import io.perennial.platform.sql.LedgerTable;
import io.perennial.platform.sql.TimelineSource;
import io.perennial.platform.sql.TimelineSource.Kind;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Ledger of user tasks. */
@Configuration(proxyBeanMethods = false)
class TaskLedger {

    @Bean
    @Order(70)
    TimelineSource taskSource() {
        return TimelineSource.of(Kind.TASK, "task_move", "at", "name", "move", "task_id", "user_id", "note");
    }

    @Bean
    @Order(30)
    LedgerTable taskTable() {
        return new LedgerTable("task_move");
    }
}
