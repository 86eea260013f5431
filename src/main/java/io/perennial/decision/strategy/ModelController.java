package io.perennial.decision.strategy;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.perennial.platform.engine.model.ModelFiles;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Deployment of models at runtime. */
@RestController
@RequestMapping("/api/v1/models")
@Tag(name = "models")
class ModelController {

    /** Files by name, such as {@code recall-offer.dmn}; the reason is for who decides. */
    record Models(Map<String, String> files, String reason) {}

    /**
     * Result of the deployment.
     *
     * @param deployed number of files deployed by this call
     * @param change   the change that waits for approval, if models need two people
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Taken(int deployed, StrategyChange change) {}

    private final ModelFiles models;
    private final StrategyChanges changes;
    private final boolean fourEyes;

    ModelController(
            ModelFiles models, StrategyChanges changes, @Value("${perennial.four-eyes:false}") boolean fourEyes) {
        this.models = models;
        this.changes = changes;
        this.fourEyes = fourEyes;
    }

    @PostMapping
    @Operation(
            summary =
                    "Deploys processes, tables and forms together, if none of them has a fault; where models take four"
                            + " eyes, proposes them to somebody else (202)")
    ResponseEntity<Taken> take(@RequestBody Models sent, Principal user) {
        if (fourEyes) {
            return ResponseEntity.status(HttpStatus.ACCEPTED)
                    .body(new Taken(0, changes.propose(user.getName(), sent.files(), sent.reason())));
        }
        models.check(sent.files());
        changes.rejectReversals(sent.files());
        return ResponseEntity.ok(new Taken(models.deploy(sent.files()), null));
    }
}
