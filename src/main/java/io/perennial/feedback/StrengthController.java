package io.perennial.feedback;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What was learned about the strength of offers. */
@RestController
@RequestMapping("/api/v1/insight")
@Tag(name = "insight")
class StrengthController {

    private final StrengthTuner tuner;

    StrengthController(StrengthTuner tuner) {
        this.tuner = tuner;
    }

    @GetMapping("/strengths")
    @Operation(
            summary = "The strengths of tuned offers: the share of customers each gets, what it earned, and what of the"
                    + " month's budget for stronger coupons is spent")
    List<StrengthTuner.Tuned> strengths() {
        return tuner.tuned();
    }
}
