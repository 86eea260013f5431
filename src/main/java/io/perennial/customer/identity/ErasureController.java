package io.perennial.customer.identity;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/customers")
@Tag(name = "customers")
class ErasureController {

    private final CustomerIdentities identities;

    ErasureController(CustomerIdentities identities) {
        this.identities = identities;
    }

    @DeleteMapping("/{customerId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Erase a customer's personal data everywhere; ledgers are kept")
    void erase(@PathVariable String customerId) {
        identities.erase(customerId);
    }
}
