package io.perennial.platform.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.platform.api.ApiException;
import io.perennial.platform.api.Csv;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.format.annotation.DateTimeFormat.ISO;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/audit")
@Tag(name = "audit")
class AuditController {

    private static final int MAX_LIMIT = 1000;
    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 9998;

    enum Format {
        csv,
        ndjson
    }

    private final Audit audit;
    private final ObjectMapper json;

    AuditController(Audit audit, ObjectMapper json) {
        this.audit = audit;
        this.json = json;
    }

    @GetMapping
    @Operation(summary = "Manual changes, newest first")
    List<AuditEntry> newest(
            @RequestParam(required = false) String actor,
            @RequestParam(required = false) String action,
            @RequestParam(required = false) Long before,
            @RequestParam(defaultValue = "100") int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw ApiException.invalid("limit must be from 1 to " + MAX_LIMIT + ".");
        }
        return audit.newest(actor, action, before == null ? Long.MAX_VALUE : before, limit);
    }

    @GetMapping("/check")
    @Operation(summary = "Verifies the audit trail: recomputes every hash")
    AuditCheck check() {
        return audit.check();
    }

    @GetMapping(
            path = "/export",
            produces = {"application/x-ndjson", "text/csv"})
    @Operation(summary = "All entries of a period, oldest first, one per line")
    void export(
            @RequestParam(defaultValue = "ndjson") Format format,
            @RequestParam(required = false) @DateTimeFormat(iso = ISO.DATE_TIME) OffsetDateTime from,
            @RequestParam(required = false) @DateTimeFormat(iso = ISO.DATE_TIME) OffsetDateTime to,
            HttpServletResponse response)
            throws IOException {
        boolean csv = format == Format.csv;
        response.setContentType(csv ? "text/csv" : "application/x-ndjson");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setHeader("Content-Disposition", "attachment; filename=\"audit." + format + "\"");
        PrintWriter out = response.getWriter();
        if (csv) {
            out.write(Csv.BYTE_ORDER_MARK + "no,at,actor,action,subject,detail,hash\r\n");
        }
        audit.read(
                bound(from, Instant.EPOCH), bound(to, Audit.END), entry -> out.write(csv ? csv(entry) : line(entry)));
        out.flush();
    }

    private static Instant bound(OffsetDateTime at, Instant otherwise) {
        if (at == null) {
            return otherwise;
        }
        if (at.getYear() < FIRST_YEAR) {
            return Instant.EPOCH;
        }
        return at.getYear() > LAST_YEAR ? Audit.END : at.toInstant();
    }

    private String line(AuditEntry entry) {
        try {
            return json.writeValueAsString(entry) + "\n";
        } catch (IOException e) {
            throw new IllegalStateException("Entry " + entry.no() + " cannot be written", e);
        }
    }

    private static String csv(AuditEntry entry) {
        return String.join(
                        ",",
                        Long.toString(entry.no()),
                        entry.at().toString(),
                        Csv.text(entry.actor()),
                        Csv.text(entry.action()),
                        Csv.text(entry.subject()),
                        Csv.text(entry.detail()),
                        entry.hash())
                + "\r\n";
    }
}
