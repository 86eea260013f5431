package io.perennial.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.perennial.TestDatabases;
import io.perennial.platform.clock.BusinessClock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class AuditTest {

    private static final Map<TestDatabases.Kind, TestDatabases.TestDatabase> DATABASES =
            new EnumMap<>(TestDatabases.Kind.class);
    private static final Map<TestDatabases.Kind, DataSource> POOLS = new EnumMap<>(TestDatabases.Kind.class);

    private JdbcClient jdbc;
    private TransactionTemplate transaction;
    private Audit audit;

    private void open(TestDatabases.Kind kind) {
        DataSource pool = POOLS.computeIfAbsent(kind, fresh -> {
            DATABASES.put(fresh, fresh.fresh().filled());
            return DATABASES.get(fresh).dataSource();
        });
        jdbc = JdbcClient.create(pool);
        transaction = new TransactionTemplate(new DataSourceTransactionManager(pool));
        BusinessClock clock = new BusinessClock(ZoneOffset.UTC);
        clock.setTo(Instant.parse("2030-01-01T00:00:00Z"));
        audit = new Audit(new AuditRepository(jdbc), clock, transaction);
        jdbc.sql("delete from audit_entry").update();
        jdbc.sql("update audit_head set no = 0, hash = repeat('0', 64)").update();
    }

    @AfterAll
    static void close() {
        DATABASES.values().forEach(TestDatabases.TestDatabase::close);
    }

    @ParameterizedTest
    @MethodSource("io.perennial.TestDatabases#both")
    void entryIsCommittedWithItsChangeOrNotAtAll(TestDatabases.Kind kind) {
        open(kind);
        transaction.executeWithoutResult(status -> {
            audit.record("olga", "A", "kept", Map.of("n", 1));
            audit.record("olga", "B", "kept too", Map.of());
        });
        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                    audit.record("olga", "C", "lost", Map.of());
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        audit.record("boris", "D", "alone", Map.of("text", "用户 \"quoted\""));

        assertThat(audit.newest(null, null, Long.MAX_VALUE, 10))
                .extracting(AuditEntry::action)
                .containsExactly("D", "B", "A");
        assertThat(audit.newest("olga", null, 2, 10))
                .extracting(AuditEntry::subject)
                .containsExactly("kept");
        assertThat(audit.newest(null, "D", Long.MAX_VALUE, 10))
                .extracting(AuditEntry::actor)
                .containsExactly("boris");
        assertThat(audit.check()).isEqualTo(new AuditCheck(3, true, null));
    }

    @ParameterizedTest
    @MethodSource("io.perennial.TestDatabases#both")
    void concurrentEntriesFormOneChainWithoutGaps(TestDatabases.Kind kind) throws Exception {
        open(kind);
        ExecutorService people = Executors.newFixedThreadPool(6);
        try {
            List<Future<?>> all = new ArrayList<>();
            IntStream.range(0, 30)
                    .forEach(n -> all.add(people.submit(() -> audit.record("p" + n, "A", "s" + n, Map.of("n", n)))));
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            people.shutdownNow();
        }
        List<Long> numbers = new ArrayList<>();
        audit.read(Instant.EPOCH, Audit.END, entry -> numbers.add(entry.no()));
        assertThat(numbers)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 30).mapToObj(Long::valueOf).toList());
        assertThat(audit.check()).isEqualTo(new AuditCheck(30, true, null));
    }

    @ParameterizedTest
    @MethodSource("io.perennial.TestDatabases#both")
    void systemEntriesOfEarlierReleasesAreListedByTheCurrentName(TestDatabases.Kind kind) {
        open(kind);
        audit.record("house", "A", "earlier", Map.of());
        audit.record("A", "current", Map.of());
        audit.record("olga", "A", "other", Map.of());

        assertThat(audit.newest("system", null, Long.MAX_VALUE, 10))
                .extracting(AuditEntry::subject, AuditEntry::actor)
                .containsExactly(tuple("current", "system"), tuple("earlier", "system"));
        assertThat(audit.check()).isEqualTo(new AuditCheck(3, true, null));
    }

    @ParameterizedTest
    @MethodSource("io.perennial.TestDatabases#both")
    void tamperingIsDetected(TestDatabases.Kind kind) {
        open(kind);
        for (int n = 1; n <= 4; n++) {
            audit.record("olga", "A", "s" + n, Map.of());
        }
        jdbc.sql("update audit_entry set actor = 'boris' where no = 2").update();
        assertThat(audit.check()).isEqualTo(new AuditCheck(4, false, 2L));
        jdbc.sql("update audit_entry set actor = 'olga' where no = 2").update();
        assertThat(audit.check().intact()).isTrue();

        jdbc.sql("delete from audit_entry where no = 4").update();
        assertThat(audit.check()).isEqualTo(new AuditCheck(4, false, 4L));
        jdbc.sql("delete from audit_entry where no = 1").update();
        assertThat(audit.check()).isEqualTo(new AuditCheck(4, false, 1L));
    }
}
