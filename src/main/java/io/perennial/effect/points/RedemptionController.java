package io.perennial.effect.points;

import io.perennial.platform.api.ApiException;
import io.swagger.v3.oas.annotations.Operation;
import java.util.regex.Pattern;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/customers/{customerId}/points")
class RedemptionController {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");
    private static final Pattern ITEM = Pattern.compile("[A-Z0-9_]{1,64}");

    record RedemptionRequest(String redemptionId, String item) {}

    private final Redemptions redemptions;

    RedemptionController(Redemptions redemptions) {
        this.redemptions = redemptions;
    }

    @PostMapping("/redemptions")
    @Operation(summary = "Spend points on an item; the same redemption again gets the same answer")
    PointsRedemptionResult redeem(@PathVariable String customerId, @RequestBody RedemptionRequest request) {
        if (request.redemptionId() == null
                || !ID.matcher(request.redemptionId()).matches()) {
            throw ApiException.invalid("redemptionId must be 1 to 64 of A-Z a-z 0-9 _ . : -");
        }
        if (request.item() == null || !ITEM.matcher(request.item()).matches()) {
            throw ApiException.invalid("item must be 1 to 64 of A-Z 0-9 _");
        }
        return redemptions.redeem(request.redemptionId(), customerId, request.item());
    }
}
