package io.perennial.points;

import io.perennial.api.Refused;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/customers/{customerId}")
class PointsController {

    private final PointsService points;

    PointsController(PointsService points) {
        this.points = points;
    }

    @GetMapping("/points")
    Statement points(@PathVariable String customerId) {
        if (!points.knows(customerId)) {
            throw Refused.unknownCustomer(customerId);
        }
        return points.statement(customerId);
    }
}
