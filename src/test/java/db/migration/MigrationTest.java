package db.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.TestDatabases;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class MigrationTest {

    @ParameterizedTest
    @MethodSource("io.perennial.TestDatabases#both")
    void createTheTablesOfEngineAndHouse(TestDatabases.Kind kind) {
        try (var database = kind.fresh().migrated()) {
            JdbcClient sql = JdbcClient.create(database.dataSource());

            assertThat(sql.sql("select value_ from ACT_GE_PROPERTY where name_ = 'schema.version'")
                            .query(String.class)
                            .single())
                    .isEqualTo("fox");
            assertThat(sql.sql("select count(*) from customer")
                            .query(Long.class)
                            .single())
                    .isZero();
        }
    }
}
