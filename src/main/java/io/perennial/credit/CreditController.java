package io.perennial.credit;

import io.perennial.api.Refused;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/customers/{customerId}")
class CreditController {

    private final CreditService credit;

    CreditController(CreditService credit) {
        this.credit = credit;
    }

    @GetMapping("/limit-changes")
    List<LimitEntry> limitChanges(@PathVariable String customerId) {
        if (!credit.knows(customerId)) {
            throw Refused.unknownCustomer(customerId);
        }
        return credit.changes(customerId);
    }
}
