package io.perennial.insight.timeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.platform.api.ApiException;
import io.perennial.platform.api.Csv;
import io.perennial.platform.sql.TimelineSource.Kind;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Endpoint for a customer's timeline. */
@RestController
@RequestMapping("/api/v1/customers")
@Tag(name = "customers")
class TimelineController {

    private static final int MAX_PAGE = 1000;

    /** CSV row of an entry; the detail is JSON. */
    private record Line(Instant at, Kind kind, String name, String detail, String cursor) {}

    private final Timeline timeline;
    private final ObjectMapper json;

    TimelineController(Timeline timeline, ObjectMapper json) {
        this.timeline = timeline;
        this.json = json;
    }

    @GetMapping("/{customerId}/timeline")
    @Operation(summary = "Events, decisions, effects and withheld effects of a customer, newest first")
    @ApiResponse(
            responseCode = "200",
            content = {
                @Content(
                        mediaType = "application/json",
                        array = @ArraySchema(schema = @Schema(implementation = TimelineEntry.class))),
                @Content(mediaType = "text/csv", schema = @Schema(type = "string"))
            })
    ResponseEntity<?> timeline(
            @PathVariable String customerId,
            @RequestParam(required = false) String before,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam(required = false) Csv.Format format,
            @RequestHeader(value = HttpHeaders.ACCEPT, required = false) String accept) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw ApiException.invalid("limit must be from 1 to " + MAX_PAGE + ".");
        }
        if (!timeline.exists(customerId)) {
            throw ApiException.unknownCustomer(customerId);
        }
        List<TimelineEntry> entries = timeline.of(customerId, before == null ? null : Cursor.parse(before), limit);
        return Csv.isAsked(format, accept)
                ? Csv.file(
                        "timeline", Line.class, entries.stream().map(this::line).toList())
                : ResponseEntity.ok(entries);
    }

    private Line line(TimelineEntry entry) {
        try {
            return new Line(
                    entry.at(), entry.kind(), entry.name(), json.writeValueAsString(entry.detail()), entry.cursor());
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
