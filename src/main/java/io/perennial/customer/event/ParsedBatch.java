package io.perennial.customer.event;

import java.util.List;

/** A batch as it was sent: its valid events, in their order, and the rejections of all others. */
record ParsedBatch(List<NewEvent> events, List<Rejection> rejections) {}
