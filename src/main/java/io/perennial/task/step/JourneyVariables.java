package io.perennial.task.step;

import io.perennial.effect.mall.ApplicationReview;
import io.perennial.journey.Journeys;

/** The variables of the journeys, each declared once. All are primitives, texts or dates. */
public final class JourneyVariables {

    /** Whether the customer has ordered (boolean). */
    public static final String ORDERED = "ordered";
    /** Coupons issued, separated by commas; "none" for none (text). */
    public static final String COUPONS_GIVEN = "couponsGiven";
    /** Points awarded; 0 for none (int). */
    public static final String POINTS_GIVEN = "pointsGiven";
    /** Whether the limit was changed as requested (boolean). */
    public static final String LIMIT_ADJUSTED = "limitAdjusted";
    /** Whether a message is QUEUED, HELD until the quiet hours are over, or WITHHELD (text). */
    public static final String MESSAGE_OUTCOME = "messageOutcome";
    /** Why the last effect, or a part of it, was withheld; "none" if nothing was (text). */
    static final String WITHHELD_REASON = "withheldReason";
    /** Amount by which the limit is to be raised, in yuan (double); 0 for no raise. */
    public static final String LIMIT_RAISE = "limitRaise";
    /** Whether the raise needs an approval (boolean). */
    public static final String APPROVAL_NEEDED = "approvalNeeded";
    /** Whether the raise was approved, from its form (boolean). */
    public static final String LIMIT_APPROVED = "limitApproved";
    /** Whether the registration was accepted, from its form (boolean). */
    public static final String REGISTRATION_ACCEPTED = "registrationAccepted";
    /** Whether new credit is to be frozen, from its form (boolean). */
    public static final String CREDIT_FROZEN = "creditFrozen";
    /** Id of the callback (long). */
    public static final String CALLBACK_ID = "callbackId";
    /** Whether the callback has a slot of the day's capacity (boolean). */
    public static final String CALLBACK_ADMITTED = "callbackAdmitted";
    /** When to ask again for the callback (date). */
    public static final String CALLBACK_RETRY_AT = "callbackRetryAt";
    /** The name of {@link #CALLBACK_ADMITTED} in older models. */
    public static final String FORMER_CALLBACK_ADMITTED = "callbackRoom";
    /** The name of {@link #CALLBACK_RETRY_AT} in older models. */
    public static final String FORMER_CALLBACK_RETRY_AT = "callbackTurn";
    /** When the callback is due (date). */
    public static final String CALLBACK_DUE = "callbackDue";
    /** How urgent the callback is, 0 to 100 (int). */
    public static final String CALLBACK_PRIORITY = "callbackPriority";
    /** Outcome of the callback, from its form (text). */
    public static final String OUTCOME = "outcome";
    /** Note of the operator, from the form (text). */
    public static final String NOTE = "note";
    /** Whether two bills in a row were paid on time (boolean). */
    public static final String RECOVERED = "recovered";
    /** The decision table that a change of strategy is about (text). */
    public static final String DECISION = "decision";
    /** The proposed model; passed at the start, not kept as a variable (text). */
    public static final String DMN = "dmn";
    /** Why a change of strategy is proposed, or an application declined (text). */
    public static final String REASON = "reason";
    /** Who proposed a change of strategy, for display (text). */
    public static final String PROPOSED_BY = "proposedBy";
    /** Current and proposed cells of a change of strategy, for display (Markdown). */
    public static final String CHANGED_ROWS = "changedRows";
    /** Reason of a request, shown on the card of its task (text). */
    public static final String WHY_NOW = Journeys.WHY_NOW;
    /** Whether the change of strategy was approved, from its form (boolean). */
    public static final String STRATEGY_APPROVED = "strategyApproved";
    /** Whether the change of strategy was deployed (boolean). */
    public static final String STRATEGY_DEPLOYED = "strategyInForce";
    /** The application to pay in instalments (text). */
    public static final String APPLICATION_ID = "applicationId";
    /** Whether limit and coupon are reserved for it (boolean). */
    public static final String RESERVED = "reserved";
    /** Whether its order is placed (boolean). */
    public static final String ORDER_PLACED = "orderPlaced";
    /** Why it is reviewed or declined, as a code (text). */
    public static final String REASON_CODE = "reasonCode";
    /** Whether it could be approved now, with the reason if not, for its review (Markdown). */
    public static final String ELIGIBLE_NOW = ApplicationReview.ELIGIBLE_NOW;
    /** Whether it was approved in its review, from its form (boolean). */
    public static final String APPLICATION_APPROVED = "applicationApproved";
    /** Number of chunks of a review (int). */
    public static final String CHUNKS = "chunks";
    /** Whether no other review is open (boolean). */
    public static final String REVIEW_CLEAR = "reviewClear";

    private JourneyVariables() {}
}
