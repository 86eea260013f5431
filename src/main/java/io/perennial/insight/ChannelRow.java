package io.perennial.insight;

import java.math.BigDecimal;

/** Numbers of a channel, defined in {@code insight/definitions.yaml}. */
record ChannelRow(
        String channel,
        long registrations,
        long activated,
        BigDecimal activationRate,
        BigDecimal activationRate30d,
        long repeated,
        long orders,
        BigDecimal spend,
        BigDecimal overdueRate,
        BigDecimal cost,
        Long clicks,
        BigDecimal costPerRegistration,
        BigDecimal costPerActivation) {}
