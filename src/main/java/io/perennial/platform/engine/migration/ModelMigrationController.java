package io.perennial.platform.engine.migration;

import io.perennial.platform.api.ApiException;
import io.perennial.platform.audit.Audited;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Migration of running instances to another version of their model. */
@RestController
@RequestMapping("/api/v1/models/{process}/migration")
@Tag(name = "models")
class ModelMigrationController {

    record Move(Integer from, Integer to, String activity, BigDecimal share) {}

    private final ModelMigration migration;

    ModelMigrationController(ModelMigration migration) {
        this.migration = migration;
    }

    @GetMapping
    @Operation(summary = "Preview of a migration of running instances to another version")
    ModelMigration.Preview preview(@PathVariable String process, @RequestParam int from, @RequestParam int to) {
        return migration.preview(process, from, to);
    }

    @Audited
    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Migrates running instances: all, those at an activity, or a share of them")
    ModelMigration.Moving move(@PathVariable String process, @RequestBody Move move) {
        if (move.from() == null || move.to() == null) {
            throw ApiException.invalid("from and to are missing: both are versions.");
        }
        BigDecimal share = move.share() == null ? BigDecimal.ONE : move.share();
        return migration.move(process, move.from(), move.to(), move.activity(), share);
    }

    @GetMapping("/{batchId}")
    @Operation(summary = "Progress of a migration")
    ModelMigration.Progress progress(@PathVariable String batchId) {
        return migration.progress(batchId);
    }
}
