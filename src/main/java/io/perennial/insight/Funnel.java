package io.perennial.insight;

import java.time.LocalDate;
import java.util.List;

/** Funnel from registration to repeated orders. The numbers are defined in {@code insight/definitions.yaml}. */
record Funnel(LocalDate from, LocalDate to, List<FunnelStep> steps, List<StageCount> stages, List<StageFlow> flow) {}
