package io.perennial.decision.strategy;

import io.perennial.platform.api.ApiException;
import io.perennial.platform.audit.Audited;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Changes of strategy. */
@RestController
@RequestMapping("/api/v1/strategy-changes")
@Tag(name = "strategy")
class StrategyController {

    private static final int LONGEST_LIST = 200;

    record Proposal(String decision, String dmn, String reason) {}

    private final StrategyChanges changes;

    StrategyController(StrategyChanges changes) {
        this.changes = changes;
    }

    @Audited
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Proposes a change of a decision table; it waits for somebody else to approve it")
    StrategyChange propose(@RequestBody Proposal proposal, Principal user) {
        return changes.propose(user.getName(), proposal.decision(), proposal.dmn(), proposal.reason());
    }

    @GetMapping
    @Operation(summary = "Changes of decision tables, newest first")
    List<StrategyChange> newest(
            @RequestParam(required = false) String decision, @RequestParam(defaultValue = "50") int limit) {
        if (limit < 1 || limit > LONGEST_LIST) {
            throw ApiException.invalid("limit must be from 1 to " + LONGEST_LIST + ".");
        }
        return changes.newest(decision, limit);
    }

    @GetMapping("/{changeId}")
    @Operation(summary = "A change with the proposed model")
    StrategyChange one(@PathVariable String changeId) {
        return changes.get(changeId);
    }

    @Audited
    @PostMapping("/{changeId}/reversal")
    @Operation(summary = "Reverses a change: deploys again what it replaced")
    StrategyChange reverse(@PathVariable String changeId, Principal user) {
        return changes.reverse(changeId, user.getName());
    }
}
