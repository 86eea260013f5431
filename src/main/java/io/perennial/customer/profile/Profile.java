package io.perennial.customer.profile;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.perennial.customer.profile.DailyAggregates.View;
import io.perennial.customer.profile.Fact.Source;
import io.perennial.journey.Stage;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Profile of one customer. Events may be applied in any order of arrival: the result depends on their time and id only.
 * Changes are tracked by row, so that only changed rows are written back.
 */
public final class Profile {

    public enum PersonalField {
        NAME,
        PHONE,
        AGE,
        REGION,
        LOCALE;

        VersionedField versioned() {
            return VersionedField.valueOf(name());
        }
    }

    /** Fields whose value comes from the latest event that carries them. */
    enum VersionedField {
        NAME,
        PHONE,
        AGE,
        REGION,
        LOCALE,
        CONSENT,
        GRADE
    }

    record Order(
            EventStamp placed,
            Instant receivedAt,
            BigDecimal amount,
            String category,
            int periods,
            int items,
            boolean cancelled) {

        static final Order UNKNOWN = new Order(null, null, null, null, 0, 0, false);

        boolean isValid() {
            return placed != null && !cancelled;
        }

        Order cancel() {
            return new Order(placed, receivedAt, amount, category, periods, items, true);
        }
    }

    /**
     * A payment towards a bill.
     *
     * @param amount yuan; null in rows of a release that did not store it
     * @param inFull null if the sender did not state it
     * @param dueOn the latest due date stated by this repayment or by a later one that was dropped
     */
    record Repayment(
            @JsonProperty("m") EventStamp stamp,
            @JsonProperty("y") BigDecimal amount,
            @JsonProperty("f") Boolean inFull,
            @JsonProperty("d") LocalDate dueOn) {

        Repayment dueOn(LocalDate date) {
            return new Repayment(stamp, amount, inFull, date);
        }
    }

    /**
     * A bill.
     *
     * @param repaid the repayment that completed the bill; null while it is open
     * @param repayments up to the completing one, by time
     */
    record Bill(String billId, LocalDate dueOn, EventStamp repaid, EventStamp overdue, List<Repayment> repayments) {

        static Bill unpaid(String billId, LocalDate dueOn) {
            return new Bill(billId, dueOn, null, null, List.of());
        }

        /** Drops the repayments after the completing one and keeps the due date they state. */
        Bill repaidBy(Repayment completing) {
            int last = repayments.indexOf(completing);
            List<Repayment> kept = new ArrayList<>(repayments.subList(0, last));
            kept.add(completing.dueOn(repaymentDueOn()));
            return new Bill(billId, dueOn, completing.stamp(), overdue, List.copyOf(kept));
        }

        Bill notRepaid() {
            return new Bill(billId, dueOn, null, overdue, repayments);
        }

        /** Due date by the repayments alone: points depend on it, so overdue reports must not change it. */
        LocalDate repaymentDueOn() {
            return repayments.stream()
                    .map(Repayment::dueOn)
                    .max(Comparator.naturalOrder())
                    .orElse(dueOn);
        }

        /** Whether the bill is repaid or reported overdue; a partly paid bill is neither. */
        boolean isDecided() {
            return repaid != null || overdue != null;
        }
    }

    final String customerId;
    boolean stored;
    /** Whether a column of the customer's row changed. */
    boolean changed;

    /** Whether the aggregates or the last login changed. */
    boolean aggregatesChanged;

    boolean tagsChanged;

    /** Whether the customer has stored tags. */
    boolean hasTags;

    EventStamp registered;
    String channel;
    String campaign;
    final Map<PersonalField, String> personal = new EnumMap<>(PersonalField.class);
    boolean consent = true;
    Instant lastLoginAt;
    String grade;
    Stage stage;
    Instant stageSince;
    Tier tier;
    Instant tierSince;
    Instant warnedAt;
    Instant erasedAt;
    DailyAggregates aggregates;

    /** The aggregates as they are stored. */
    String aggregatesJson;

    SortedMap<String, Tag> tags = new TreeMap<>();

    /** The fact sources that are loaded, beyond the customer's row and aggregates. */
    final Set<Source> loadedSources = EnumSet.noneOf(Source.class);

    BigDecimal creditLimit = DailyAggregates.ZERO;
    BigDecimal creditUsed = DailyAggregates.ZERO;
    boolean frozen;
    String memberLevel;
    long pointsBalance;
    Purchases purchases = Purchases.NONE;

    /** The loaded orders and bills; not necessarily all of the customer's. */
    final Map<String, Order> orders = new HashMap<>();

    final Map<String, Bill> bills = new HashMap<>();

    /** Total of each bill that the mall issued. */
    final Map<String, BigDecimal> billTotals = new HashMap<>();

    final Set<String> changedOrders = new HashSet<>();
    final Set<String> changedBills = new HashSet<>();
    boolean lastOrderUnknown;

    Profile(String customerId) {
        this.customerId = customerId;
    }

    /** Creates a profile without events; the registration is yet to be applied. */
    static Profile create(String customerId, ZoneId zone, Instant now) {
        Profile profile = new Profile(customerId);
        profile.aggregates = DailyAggregates.empty(zone);
        profile.stage = Stage.ACQUISITION;
        profile.stageSince = now;
        profile.tier = Tier.STANDARD;
        profile.tierSince = now;
        profile.loadedSources.addAll(EnumSet.allOf(Source.class));
        return profile;
    }

    /** Copies the profile without its event history, to apply all events again with days counted in the zone. */
    Profile withoutHistory(ZoneId zone) {
        Profile profile = create(customerId, zone, stageSince);
        profile.stored = stored;
        profile.changed = true;
        profile.aggregatesChanged = true;
        profile.stage = stage;
        profile.tier = tier;
        profile.tierSince = tierSince;
        profile.warnedAt = warnedAt;
        profile.tags = tags;
        profile.hasTags = hasTags;
        profile.loadedSources.retainAll(loadedSources);
        profile.creditLimit = creditLimit;
        profile.creditUsed = creditUsed;
        profile.frozen = frozen;
        profile.memberLevel = memberLevel;
        profile.pointsBalance = pointsBalance;
        profile.purchases = purchases;
        return profile;
    }

    public String customerId() {
        return customerId;
    }

    public Stage stage() {
        return stage;
    }

    public Instant stageSince() {
        return stageSince;
    }

    public Tier tier() {
        return tier;
    }

    public String name() {
        return personal.get(PersonalField.NAME);
    }

    public String phone() {
        return personal.get(PersonalField.PHONE);
    }

    public String memberLevel() {
        return memberLevel;
    }

    public long pointsBalance() {
        return pointsBalance;
    }

    public BigDecimal creditLimit() {
        return creditLimit;
    }

    public BigDecimal creditUsed() {
        return creditUsed;
    }

    public boolean isFrozen() {
        return frozen;
    }

    public String region() {
        return personal.get(PersonalField.REGION);
    }

    /** Time zone in which the customer's days are counted. */
    public ZoneId zone() {
        return aggregates.zone();
    }

    public boolean isErased() {
        return erasedAt != null;
    }

    public String grade() {
        return grade;
    }

    /** Whether no event later than this one sets the grade. */
    public boolean isGradedBy(String eventId, Instant at) {
        EventStamp graded = aggregates.versions.get(VersionedField.GRADE);
        return graded == null || !graded.isAfter(new EventStamp(at, eventId));
    }

    /** Whether the order, if loaded, is placed and not cancelled. */
    public boolean hasValidOrder(String orderId) {
        return orders.getOrDefault(orderId, Order.UNKNOWN).isValid();
    }

    /** Whether the event places the loaded order: of two reports of one order the earlier does. */
    public boolean isPlacedBy(String orderId, String eventId) {
        EventStamp placed = orders.getOrDefault(orderId, Order.UNKNOWN).placed();
        return placed != null && placed.eventId().equals(eventId);
    }

    /** Whether a placement of the order, if loaded, was applied. */
    public boolean hasOrder(String orderId) {
        return orders.getOrDefault(orderId, Order.UNKNOWN).placed() != null;
    }

    /** Whether a repayment of the bill, if loaded, was applied. */
    public boolean hasRepayment(String billId) {
        Bill bill = bills.get(billId);
        return bill != null && !bill.repayments().isEmpty();
    }

    /** Whether the bill was repaid by the due date that its repayments state. */
    public boolean isPaidByDueDate(String billId) {
        Bill bill = bills.get(billId);
        return bill != null
                && bill.repaid() != null
                && !aggregates.day(bill.repaid().at()).isAfter(bill.repaymentDueOn());
    }

    public boolean hasOrdered() {
        return aggregates.orders > 0;
    }

    /** Time of the last order that is not cancelled; null without one. */
    public Instant lastOrderAt() {
        return aggregates.lastOrderAt;
    }

    /** Applies a registration; of several the earliest counts. */
    public void registered(String eventId, Instant at, String channel, String campaign) {
        EventStamp stamp = new EventStamp(at, eventId);
        if (registered == null || stamp.isBefore(registered)) {
            this.registered = stamp;
            this.channel = channel;
            this.campaign = campaign;
            changed = true;
            aggregatesChanged = true;
        }
    }

    /** Applies personal data; each field keeps its latest value. */
    public void personalDataChanged(
            String eventId, Instant at, String name, String phone, Integer age, String region, String locale) {
        EventStamp stamp = new EventStamp(at, eventId);
        setPersonal(PersonalField.NAME, name, stamp);
        setPersonal(PersonalField.PHONE, phone, stamp);
        setPersonal(PersonalField.AGE, age == null ? null : age.toString(), stamp);
        setPersonal(PersonalField.REGION, region, stamp);
        setPersonal(PersonalField.LOCALE, locale, stamp);
    }

    private void setPersonal(PersonalField field, String value, EventStamp stamp) {
        if (value != null && aggregates.acceptIfLatest(field.versioned(), stamp)) {
            personal.put(field, value);
            changed = true;
            aggregatesChanged = true;
        }
    }

    /** Applies a marketing consent; the latest counts, with a registration or on its own. */
    public void consentChanged(String eventId, Instant at, boolean marketing) {
        if (aggregates.acceptIfLatest(VersionedField.CONSENT, new EventStamp(at, eventId))) {
            consent = marketing;
            changed = true;
            aggregatesChanged = true;
        }
    }

    public void loggedIn(Instant at) {
        if (lastLoginAt == null || at.isAfter(lastLoginAt)) {
            lastLoginAt = at;
            aggregatesChanged = true;
        }
    }

    public void graded(String eventId, Instant at, String grade) {
        if (grade != null && aggregates.acceptIfLatest(VersionedField.GRADE, new EventStamp(at, eventId))) {
            this.grade = grade;
            changed = true;
            aggregatesChanged = true;
        }
    }

    public void viewed(String eventId, Instant at, String category, String page, int seconds) {
        aggregates.addView(new View(category, page, at, eventId));
        used(at, seconds);
    }

    /** Adds time spent in the app. */
    public void used(Instant at, int seconds) {
        aggregates.addActivity(at, seconds, 0);
        aggregatesChanged = true;
    }

    public void contactedService(Instant at) {
        aggregates.addActivity(at, 0, 1);
        aggregatesChanged = true;
    }

    /** Applies a placement; of two reports of one order the earlier counts. */
    public void ordered(
            String eventId,
            Instant at,
            Instant receivedAt,
            String orderId,
            BigDecimal amount,
            String category,
            int periods,
            int items) {
        Order before = orders.getOrDefault(orderId, Order.UNKNOWN);
        EventStamp stamp = new EventStamp(at, eventId);
        if (before.placed() == null || stamp.isBefore(before.placed())) {
            Instant firstReceivedAt = before.placed() == null ? receivedAt : before.receivedAt();
            replaceOrder(
                    orderId,
                    before,
                    new Order(stamp, firstReceivedAt, amount, category, periods, items, before.cancelled()));
        }
    }

    /** Applies a cancellation; it may arrive before its order. */
    public void cancelled(String orderId) {
        Order before = orders.getOrDefault(orderId, Order.UNKNOWN);
        if (!before.cancelled()) {
            replaceOrder(orderId, before, before.cancel());
        }
    }

    private void replaceOrder(String orderId, Order before, Order after) {
        if (before.isValid()) {
            lastOrderUnknown |= aggregates.remove(before);
        }
        if (after.isValid()) {
            aggregates.add(after);
        }
        orders.put(orderId, after);
        changedOrders.add(orderId);
        aggregatesChanged = true;
    }

    /** Adds a repayment; {@link Repayments} decides afterwards whether it completes the bill. */
    public void repaid(String eventId, Instant at, String billId, LocalDate dueOn, BigDecimal amount, Boolean inFull) {
        Bill before = bills.getOrDefault(billId, Bill.unpaid(billId, dueOn));
        Repayment repayment = new Repayment(new EventStamp(at, eventId), amount, inFull, dueOn);
        List<Repayment> repayments = Stream.concat(before.repayments().stream(), Stream.of(repayment))
                .sorted(Comparator.comparing(Repayment::stamp))
                .toList();
        replaceBill(new Bill(billId, later(before.dueOn(), dueOn), before.repaid(), before.overdue(), repayments));
    }

    /** Applies an overdue report; of several reports of one bill the last counts. */
    public void overdue(String eventId, Instant at, String billId, LocalDate dueOn) {
        EventStamp stamp = new EventStamp(at, eventId);
        Bill before = bills.getOrDefault(billId, Bill.unpaid(billId, dueOn));
        EventStamp last = before.overdue() == null || stamp.isAfter(before.overdue()) ? stamp : before.overdue();
        replaceBill(new Bill(billId, later(before.dueOn(), dueOn), before.repaid(), last, before.repayments()));
    }

    private static LocalDate later(LocalDate one, LocalDate other) {
        return one.isAfter(other) ? one : other;
    }

    private void replaceBill(Bill bill) {
        if (!bill.equals(bills.put(bill.billId(), bill))) {
            changedBills.add(bill.billId());
            aggregatesChanged = true;
        }
    }

    /** Serializes the aggregates if they changed. */
    void serializeAggregates() {
        if (aggregatesChanged) {
            aggregates.registration = registered.eventId();
            aggregatesJson = DailyAggregatesJson.text(aggregates);
        }
    }

    void changeTier(Tier newTier, Instant now) {
        tier = newTier;
        tierSince = now;
        changed = true;
    }

    void setTags(SortedMap<String, Tag> newTags) {
        if (!newTags.equals(tags)) {
            tags = newTags;
            tagsChanged = true;
            aggregatesChanged |= hasTags == newTags.isEmpty();
            hasTags = !newTags.isEmpty();
        }
    }

    /** Records a churn warning, so that the same silence does not raise another one the next day. */
    public void warned(Instant now) {
        warnedAt = now;
        changed = true;
    }
}
