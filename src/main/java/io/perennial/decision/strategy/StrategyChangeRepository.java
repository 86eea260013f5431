package io.perennial.decision.strategy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.decision.strategy.ModelChanges.ModelFile;
import io.perennial.decision.strategy.StrategyChange.State;
import io.perennial.platform.sql.SequenceIds;
import io.perennial.platform.sql.SqlTime;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class StrategyChangeRepository {

    private static final String INSERT = """
        insert into strategy_change (
          seq, change_id, decision, base_version, proposed_at, proposed_by, reason, dmn, changed_rows)
        values (:seq, :id, :decision, :base, :at, :by, :reason, :dmn, :changes)\
        """;
    private static final String INSERT_MOVE = """
        insert into strategy_change_move (seq, change_id, at, state, version, note, user_id)
        values (:seq, :id, :at, :state, :version, :note, :user)\
        """;
    private static final String INSERT_FILE = """
        insert into strategy_change_file (change_id, file, content_before, content)
        values (:id, :file, :before, :content)\
        """;
    private static final String FILES = """
        select file, content_before, content from strategy_change_file where change_id = :id order by file\
        """;
    private static final String ONE = "select * from strategy_change where change_id = :id";
    private static final String LOCK = ONE + " for update";
    private static final String NEWEST = """
        select change_id, decision, base_version, proposed_at, proposed_by, reason, null as dmn, changed_rows
          from strategy_change where :decision is null or decision = :decision
         order by seq desc limit :limit\
        """;
    private static final String LATEST_IN_FORCE = """
        select change_id, decision, base_version, proposed_at, proposed_by, reason, null as dmn, changed_rows
          from strategy_change c
         where (c.decision = :decision
                or exists (select 1 from strategy_change_file f where f.change_id = c.change_id and f.file = :file))
           and 'IN_FORCE' = (select m.state from strategy_change_move m where m.change_id = c.change_id
                              order by m.seq desc limit 1)
         order by c.seq desc limit 50\
        """;
    private static final String MOVES = """
        select change_id, at, state, version, note, user_id
          from strategy_change_move where change_id in (:ids) order by seq\
        """;

    private final JdbcClient jdbc;
    private final ObjectMapper json;
    private final SequenceIds sequence;

    StrategyChangeRepository(JdbcClient jdbc, ObjectMapper json, SequenceIds sequence) {
        this.jdbc = jdbc;
        this.json = json;
        this.sequence = sequence;
    }

    void insert(StrategyChange change) {
        jdbc.sql(INSERT)
                .param("seq", sequence.next())
                .param("id", change.changeId())
                .param("decision", change.decision())
                .param("base", change.baseVersion())
                .param("at", SqlTime.of(change.proposedAt()))
                .param("by", change.proposedBy())
                .param("reason", change.reason())
                .param("dmn", change.dmn() == null ? "" : change.dmn())
                .param("changes", text(change.changes()))
                .update();
    }

    void insert(String changeId, List<ModelFile> models) {
        models.forEach(model -> jdbc.sql(INSERT_FILE)
                .param("id", changeId)
                .param("file", model.file())
                .param("before", model.before())
                .param("content", model.content())
                .update());
    }

    /** The files of a change of models; none where it is about a table. */
    List<ModelFile> models(String changeId) {
        return jdbc.sql(FILES)
                .param("id", changeId)
                .query((row, n) ->
                        new ModelFile(row.getString("file"), row.getString("content_before"), row.getString("content")))
                .list();
    }

    void move(String changeId, Instant at, State state, Integer version, String note, String user) {
        jdbc.sql(INSERT_MOVE)
                .param("seq", sequence.next())
                .param("id", changeId)
                .param("at", SqlTime.of(at))
                .param("state", state.name())
                .param("version", version)
                .param("note", note)
                .param("user", user)
                .update();
    }

    /** Locks the change until the transaction ends. */
    void lock(String changeId) {
        jdbc.sql(LOCK)
                .param("id", changeId)
                .query((row, n) -> row.getString("change_id"))
                .optional();
    }

    Optional<StrategyChange> one(String changeId) {
        return withMoves(jdbc.sql(ONE)
                        .param("id", changeId)
                        .query(this::proposed)
                        .list())
                .stream()
                .findFirst()
                .map(this::withFiles);
    }

    private StrategyChange withFiles(StrategyChange change) {
        Map<String, String> files = new TreeMap<>();
        models(change.changeId()).forEach(model -> files.put(model.file(), model.content()));
        return files.isEmpty() ? change : with(change, null, files);
    }

    private static StrategyChange with(StrategyChange change, String dmn, Map<String, String> files) {
        return new StrategyChange(
                change.changeId(),
                change.decision(),
                change.baseVersion(),
                change.state(),
                change.proposedBy(),
                change.proposedAt(),
                change.reason(),
                change.changes(),
                change.version(),
                change.decidedBy(),
                change.decidedAt(),
                change.note(),
                dmn,
                files);
    }

    List<StrategyChange> newest(String decision, int limit) {
        return withMoves(jdbc.sql(NEWEST)
                .param("decision", decision)
                .param("limit", limit)
                .query(this::proposed)
                .list());
    }

    /** The latest changes of a model that are in force. */
    List<StrategyChange> findDeployed(String file) {
        return withMoves(jdbc.sql(LATEST_IN_FORCE)
                .param("decision", file.endsWith(".dmn") ? file.replace(".dmn", "") : "")
                .param("file", file)
                .query(this::proposed)
                .list());
    }

    private record Step(String changeId, Instant at, State state, Integer version, String note, String user) {}

    private List<StrategyChange> withMoves(List<StrategyChange> proposed) {
        if (proposed.isEmpty()) {
            return proposed;
        }
        Map<String, List<Step>> moves = new HashMap<>();
        jdbc.sql(MOVES)
                .param("ids", proposed.stream().map(StrategyChange::changeId).toList())
                .query((row, n) -> new Step(
                        row.getString("change_id"),
                        SqlTime.read(row, "at"),
                        State.valueOf(row.getString("state")),
                        row.getObject("version", Integer.class),
                        row.getString("note"),
                        row.getString("user_id")))
                .list()
                .forEach(move -> moves.computeIfAbsent(move.changeId(), id -> new ArrayList<>())
                        .add(move));
        return proposed.stream()
                .map(change -> after(change, moves.getOrDefault(change.changeId(), List.of())))
                .toList();
    }

    private static StrategyChange after(StrategyChange change, List<Step> moves) {
        StrategyChange now = change;
        for (Step move : moves) {
            now = new StrategyChange(
                    now.changeId(),
                    now.decision(),
                    now.baseVersion(),
                    move.state(),
                    now.proposedBy(),
                    now.proposedAt(),
                    now.reason(),
                    now.changes(),
                    move.version() == null ? now.version() : move.version(),
                    move.user() == null ? now.decidedBy() : move.user(),
                    move.user() == null ? now.decidedAt() : move.at(),
                    move.note() == null ? now.note() : move.note(),
                    now.dmn(),
                    now.files());
        }
        return now;
    }

    private StrategyChange proposed(ResultSet row, int n) throws SQLException {
        return new StrategyChange(
                row.getString("change_id"),
                row.getString("decision"),
                row.getInt("base_version"),
                State.PROPOSED,
                row.getString("proposed_by"),
                SqlTime.read(row, "proposed_at"),
                row.getString("reason"),
                changes(row.getString("changed_rows")),
                null,
                null,
                null,
                null,
                row.getString("dmn"),
                null);
    }

    private String text(List<ChangedCell> changes) {
        try {
            return json.writeValueAsString(changes);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private List<ChangedCell> changes(String text) {
        try {
            return json.readValue(text, new TypeReference<>() {});
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException(damaged);
        }
    }
}
