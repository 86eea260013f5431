package io.perennial.customer.channel;

import io.perennial.platform.api.ApiException;
import io.perennial.platform.api.Money;
import io.perennial.platform.api.Texts;
import io.perennial.platform.audit.Audited;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/channels/{channel}")
class ChannelController {

    private static final int CHANNEL_LENGTH = 64;
    private static final int FIRST_YEAR = 1000;

    record CostRequest(BigDecimal cost, Integer clicks) {}

    private final ChannelRepository repository;
    private final ChannelQuality quality;

    ChannelController(ChannelRepository repository, ChannelQuality quality) {
        this.repository = repository;
        this.quality = quality;
    }

    @Audited
    @PutMapping("/costs/{date}")
    ChannelCost setCost(@PathVariable String channel, @PathVariable String date, @RequestBody CostRequest request) {
        Texts.require("The channel", channel, CHANNEL_LENGTH);
        if (request.clicks() != null && request.clicks() < 0) {
            throw ApiException.invalid("clicks must not be negative.");
        }
        ChannelCost cost = new ChannelCost(channel, day(date), Money.of("cost", request.cost()), request.clicks());
        repository.put(cost);
        quality.evict(channel);
        return cost;
    }

    private static LocalDate day(String date) {
        try {
            LocalDate day = LocalDate.parse(date);
            if (day.getYear() >= FIRST_YEAR && day.getYear() <= 9999) {
                return day;
            }
        } catch (DateTimeParseException e) {
            throw ApiException.invalid("The date " + date + " must be a day such as 2026-01-31.");
        }
        throw ApiException.invalid("The date " + date + " is out of range.");
    }
}
