package io.perennial.learning.response;

import io.perennial.platform.api.Csv;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Endpoint for the strengths of tuned offers. */
@RestController
@RequestMapping("/api/v1/insight")
@Tag(name = "insight")
class StrengthController {

    /** CSV row of one strength; budget and spent are the offer's, in yuan this month. */
    record Line(
            String offer,
            BigDecimal budget,
            BigDecimal spent,
            BigDecimal strength,
            double share,
            double customers,
            double reward,
            double variance,
            Instant learnedAt) {

        static Line of(StrengthTuner.Tuned offer, Strength strength) {
            return new Line(
                    offer.offer(),
                    offer.budget(),
                    offer.spent(),
                    strength.strength(),
                    strength.share(),
                    strength.customers(),
                    strength.reward(),
                    strength.variance(),
                    strength.learnedAt());
        }
    }

    private final StrengthTuner tuner;

    StrengthController(StrengthTuner tuner) {
        this.tuner = tuner;
    }

    @GetMapping("/strengths")
    @Operation(
            summary =
                    "The strengths of tuned offers: each one's share of customers and reward, and the spent part of the"
                            + " month's budget for stronger coupons")
    @ApiResponse(
            responseCode = "200",
            content = {
                @Content(
                        mediaType = "application/json",
                        array = @ArraySchema(schema = @Schema(implementation = StrengthTuner.Tuned.class))),
                @Content(mediaType = "text/csv", schema = @Schema(type = "string"))
            })
    ResponseEntity<?> strengths(
            @RequestParam(required = false) Csv.Format format,
            @RequestHeader(value = HttpHeaders.ACCEPT, required = false) String accept) {
        List<StrengthTuner.Tuned> tuned = tuner.tuned();
        if (!Csv.isAsked(format, accept)) {
            return ResponseEntity.ok(tuned);
        }
        return Csv.file(
                "strengths",
                Line.class,
                tuned.stream()
                        .flatMap(offer -> offer.strengths().stream().map(strength -> Line.of(offer, strength)))
                        .toList());
    }
}
