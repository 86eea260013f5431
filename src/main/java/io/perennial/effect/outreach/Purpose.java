package io.perennial.effect.outreach;

/** Purpose of a message, which selects its rules. */
public enum Purpose {
    /** Guides, offers, reminders, recall: needs consent, no holdout and free caps; not in quiet hours. */
    MARKETING,
    /** Overdue, hardship: not in quiet hours. */
    RISK,
    /** Answers that the customer waits for: at any time. */
    SERVICE
}
