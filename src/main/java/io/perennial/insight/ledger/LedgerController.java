package io.perennial.insight.ledger;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/ledger")
@Tag(name = "ledger")
class LedgerController {

    private final LedgerCheck check;

    LedgerController(LedgerCheck check) {
        this.check = check;
    }

    @GetMapping("/check")
    @Operation(summary = "Recomputes every balance from its entries and reports differences from the stored values")
    LedgerReport check() {
        return check.check();
    }
}
