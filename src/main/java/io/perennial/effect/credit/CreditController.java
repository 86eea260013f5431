package io.perennial.effect.credit;

import io.perennial.platform.api.ApiException;
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
            throw ApiException.unknownCustomer(customerId);
        }
        return credit.changes(customerId);
    }
}
