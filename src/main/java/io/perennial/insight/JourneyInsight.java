package io.perennial.insight;

import io.perennial.insight.Diagram.Place;
import io.perennial.platform.api.ApiException;
import io.perennial.platform.api.DateRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Current positions and paths of journeys, from the engine's tables; all versions of a process together. */
@Repository
class JourneyInsight {

    private static final String DEFINITIONS = """
            select ID_ as id, KEY_ as process, VERSION_ as version, DEPLOYMENT_ID_ as deployment, RESOURCE_NAME_ as resource
              from ACT_RE_PROCDEF
             order by KEY_, VERSION_
            """;
    private static final String MODEL = """
            select BYTES_ from ACT_GE_BYTEARRAY where DEPLOYMENT_ID_ = ? and NAME_ = ?
            """;
    private static final String RUNNING = """
            select count(*) from ACT_HI_PROCINST where PROC_DEF_ID_ = ? and END_TIME_ is null
            """;
    private static final String HERE = """
            select ACT_ID_ as element, count(*) as here
              from ACT_RU_EXECUTION
             where PROC_DEF_ID_ = ? and IS_ACTIVE_ = true and ACT_ID_ is not null
             group by ACT_ID_
            """;

    private record Definition(String id, String process, int version, String deployment, String resource) {}

    private final JdbcClient client;
    private final ActivityCounts activities;
    private final Map<String, Diagram> diagrams = new ConcurrentHashMap<>();

    JourneyInsight(JdbcClient client, ActivityCounts activities) {
        this.client = client;
        this.activities = activities;
    }

    /** All processes with the instances started and ended in these days. */
    List<JourneyRow> all(DateRange period) {
        List<JourneyRow> rows = new ArrayList<>();
        byProcess().forEach((process, versions) -> {
            Diagram diagram = diagram(versions);
            Map<String, Long> sums = activities.sums(process, period);
            rows.add(new JourneyRow(
                    process,
                    diagram.name(),
                    diagram.version(),
                    versions.stream().mapToLong(this::running).sum(),
                    count(diagram, sums, Place::isStart),
                    count(diagram, sums, Place::isEnd)));
        });
        return rows;
    }

    private static long count(Diagram diagram, Map<String, Long> sums, Predicate<Place> which) {
        return diagram.places().stream()
                .filter(which)
                .mapToLong(place -> sums.getOrDefault(place.element(), 0L))
                .sum();
    }

    private long running(Definition version) {
        return client.sql(RUNNING).param(version.id()).query(Long.class).single();
    }

    /**
     * All steps of a process with the instances there now and the entries of these days.
     *
     * @throws ApiException UNKNOWN_PROCESS when there is none of that name
     */
    List<PlaceRow> places(String process, DateRange period) {
        List<Definition> versions = versions(process);
        Diagram diagram = diagram(versions);
        Map<String, Long> here = new HashMap<>();
        for (Definition version : versions) {
            client.sql(HERE).param(version.id()).query(row -> {
                here.merge(row.getString("element").replace("#multiInstanceBody", ""), row.getLong("here"), Long::sum);
            });
        }
        Map<String, Long> sums = activities.sums(process, period);
        long started = count(diagram, sums, Place::isStart);
        return diagram.places().stream()
                .map(place -> {
                    long entered = sums.getOrDefault(place.element(), 0L);
                    return new PlaceRow(
                            place.element(),
                            place.name(),
                            place.kind(),
                            here.getOrDefault(place.element(), 0L),
                            entered,
                            Shares.of(entered, started));
                })
                .toList();
    }

    /**
     * The latest version as BPMN.
     *
     * @throws ApiException UNKNOWN_PROCESS when there is none of that name
     */
    byte[] bpmn(String process) {
        return diagram(versions(process)).bpmn();
    }

    private List<Definition> versions(String process) {
        List<Definition> versions = byProcess().get(process);
        if (versions == null) {
            throw new ApiException(HttpStatus.NOT_FOUND, "UNKNOWN_PROCESS", "There is no process of that name.");
        }
        return versions;
    }

    private Map<String, List<Definition>> byProcess() {
        Map<String, List<Definition>> byProcess = new LinkedHashMap<>();
        client.sql(DEFINITIONS)
                .query((row, no) -> new Definition(
                        row.getString("id"),
                        row.getString("process"),
                        row.getInt("version"),
                        row.getString("deployment"),
                        row.getString("resource")))
                .list()
                .forEach(definition -> byProcess
                        .computeIfAbsent(definition.process(), process -> new ArrayList<>())
                        .add(definition));
        return byProcess;
    }

    private Diagram diagram(List<Definition> versions) {
        Definition latest = versions.get(versions.size() - 1);
        return diagrams.computeIfAbsent(
                latest.id(),
                id -> Diagram.read(
                        latest.process(),
                        latest.version(),
                        client.sql(MODEL)
                                .params(latest.deployment(), latest.resource())
                                .query((row, no) -> row.getBytes(1))
                                .single()));
    }
}
