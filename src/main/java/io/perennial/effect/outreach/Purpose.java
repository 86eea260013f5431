package io.perennial.effect.outreach;

/** What a message is for, and so which rules hold for it. */
public enum Purpose {
    /** Guides, offers, reminders, recall: needs consent, no holdout, room under the caps; not in quiet hours. */
    MARKETING,
    /** Overdue, hardship: not in quiet hours. */
    RISK,
    /** Answers the customer waits for: at any time. */
    SERVICE
}
