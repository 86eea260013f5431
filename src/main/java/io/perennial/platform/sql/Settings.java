package io.perennial.platform.sql;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Named values that all nodes share, in the table {@code setting}; written in the caller's transaction. */
@Repository
public class Settings {

    private static final String SELECT = """
            select value from setting where name = ?
            """;
    private static final String INSERT_IF_ABSENT = """
            insert ignore into setting (name, value) values (?, ?)
            """;
    private static final String SAVE = """
            insert into setting (name, value) values (?, ?) on duplicate key update value = values(value)
            """;

    private final JdbcClient client;

    public Settings(JdbcClient client) {
        this.client = client;
    }

    public Optional<String> find(String name) {
        return client.sql(SELECT).param(name).query(String.class).optional();
    }

    /** Returns the stored value; the first node that asks decides it. */
    public String getOrInitialize(String name, String initial) {
        client.sql(INSERT_IF_ABSENT).params(name, initial).update();
        return find(name).orElseThrow();
    }

    public void save(String name, String value) {
        client.sql(SAVE).params(name, value).update();
    }
}
