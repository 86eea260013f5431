package io.perennial.customer.profile;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.perennial.customer.profile.DailyAggregates.View;
import io.perennial.customer.profile.Fact.Part;
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
 * One customer as known. Its verbs may be called in any order of arrival: what happened decides, not when it was heard of.
 * It remembers which of its parts changed, so that only those are written back.
 */
public final class Profile {

    public enum Personal {
        NAME,
        PHONE,
        AGE,
        REGION,
        LOCALE;

        Word word() {
            return Word.valueOf(name());
        }
    }

    /** What the latest word counts on, of those events that say it. */
    enum Word {
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

        static final Order UNHEARD_OF = new Order(null, null, null, null, 0, 0, false);

        boolean counts() {
            return placed != null && !cancelled;
        }

        Order cancel() {
            return new Order(placed, receivedAt, amount, category, periods, items, true);
        }
    }

    /**
     * Something that was paid of a bill.
     *
     * @param amount yuan; null where an earlier release has not kept it
     * @param inFull null where the sender has not said
     * @param dueOn the latest due date that it, or a later repayment that is not kept, states
     */
    record Repayment(
            @JsonProperty("m") EventStamp mark,
            @JsonProperty("y") BigDecimal amount,
            @JsonProperty("f") Boolean inFull,
            @JsonProperty("d") LocalDate dueOn) {

        Repayment dueOn(LocalDate date) {
            return new Repayment(mark, amount, inFull, date);
        }
    }

    /**
     * A bill.
     *
     * @param repaid the repayment that was enough; null before that
     * @param repayments up to the one that was enough, in the order in which they happened
     */
    record Bill(String billId, LocalDate dueOn, EventStamp repaid, EventStamp overdue, List<Repayment> repayments) {

        static Bill unpaid(String billId, LocalDate dueOn) {
            return new Bill(billId, dueOn, null, null, List.of());
        }

        /** Drops the repayments after the one that was enough, but for the due date they state. */
        Bill repaidBy(Repayment enough) {
            int last = repayments.indexOf(enough);
            List<Repayment> kept = new ArrayList<>(repayments.subList(0, last));
            kept.add(enough.dueOn(repaymentDueOn()));
            return new Bill(billId, dueOn, enough.mark(), overdue, List.copyOf(kept));
        }

        Bill notRepaid() {
            return new Bill(billId, dueOn, null, overdue, repayments);
        }

        /** The due date by its repayments alone: overdue reports move none that points were given by. */
        LocalDate repaymentDueOn() {
            return repayments.stream()
                    .map(Repayment::dueOn)
                    .max(Comparator.naturalOrder())
                    .orElse(dueOn);
        }

        /** Whether it was repaid or told overdue; a bill that merely had something paid says nothing yet. */
        boolean isDecided() {
            return repaid != null || overdue != null;
        }
    }

    final String customerId;
    boolean known;
    /** Whether anything changed but the book, the last login and the tags. */
    boolean changed;

    /** Whether the book or the last login changed. */
    boolean bookChanged;

    boolean tagsChanged;

    /** Whether there are tags to be read. */
    boolean tagged;

    EventStamp registered;
    String channel;
    String campaign;
    final Map<Personal, String> personal = new EnumMap<>(Personal.class);
    boolean consent = true;
    Instant lastLoginAt;
    String grade;
    Stage stage;
    Instant stageSince;
    Tier tier;
    Instant tierSince;
    Instant warnedAt;
    Instant erasedAt;
    DailyAggregates book;

    /** What the book has come to, as it is to be kept. */
    String bookText;

    SortedMap<String, Tag> tags = new TreeMap<>();

    /** What is known of the customer beyond their own row and day book. */
    final Set<Part> parts = EnumSet.noneOf(Part.class);

    BigDecimal creditLimit = DailyAggregates.NOTHING;
    BigDecimal creditUsed = DailyAggregates.NOTHING;
    boolean frozen;
    String memberLevel;
    long pointsBalance;
    Purchases purchases = Purchases.NONE;

    /** Those orders and bills that are being spoken of, not all there are. */
    final Map<String, Order> orders = new HashMap<>();

    final Map<String, Bill> bills = new HashMap<>();

    /** What is to be paid of each bill, where the mall made it out. */
    final Map<String, BigDecimal> billTotals = new HashMap<>();

    final Set<String> changedOrders = new HashSet<>();
    final Set<String> changedBills = new HashSet<>();
    boolean lastOrderUnknown;

    Profile(String customerId) {
        this.customerId = customerId;
    }

    /** A customer nobody has heard of yet; what the registration says is still to be told. */
    static Profile newcomer(String customerId, ZoneId zone, Instant now) {
        Profile profile = new Profile(customerId);
        profile.book = DailyAggregates.in(zone);
        profile.stage = Stage.ACQUISITION;
        profile.stageSince = now;
        profile.tier = Tier.STANDARD;
        profile.tierSince = now;
        profile.parts.addAll(EnumSet.allOf(Part.class));
        return profile;
    }

    /** The same customer with nothing told yet, to be told everything again, days counted in that zone. */
    Profile untold(ZoneId zone) {
        Profile profile = newcomer(customerId, zone, stageSince);
        profile.known = known;
        profile.changed = true;
        profile.bookChanged = true;
        profile.stage = stage;
        profile.tier = tier;
        profile.tierSince = tierSince;
        profile.warnedAt = warnedAt;
        profile.tags = tags;
        profile.tagged = tagged;
        profile.parts.retainAll(parts);
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
        return personal.get(Personal.NAME);
    }

    public String phone() {
        return personal.get(Personal.PHONE);
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
        return personal.get(Personal.REGION);
    }

    /** The zone in which the days of this customer are counted. */
    public ZoneId zone() {
        return book.zone();
    }

    public boolean isErased() {
        return erasedAt != null;
    }

    public String grade() {
        return grade;
    }

    /** Whether the grade was named by that event or before it, or never. */
    public boolean isGradedBy(String eventId, Instant at) {
        EventStamp graded = book.words.get(Word.GRADE);
        return graded == null || !graded.isAfter(new EventStamp(at, eventId));
    }

    /** Whether an order that is being spoken of was placed and not cancelled. */
    public boolean hasValidOrder(String orderId) {
        return orders.getOrDefault(orderId, Order.UNHEARD_OF).counts();
    }

    /** Whether it is this event that places the order which is being spoken of: of two reports under one id the earlier. */
    public boolean isPlacedBy(String orderId, String eventId) {
        EventStamp placed = orders.getOrDefault(orderId, Order.UNHEARD_OF).placed();
        return placed != null && placed.eventId().equals(eventId);
    }

    /** Whether the placing of an order that is being spoken of has been told. */
    public boolean hasOrder(String orderId) {
        return orders.getOrDefault(orderId, Order.UNHEARD_OF).placed() != null;
    }

    /** Whether a repayment of a bill that is being spoken of has been told. */
    public boolean hasRepayment(String billId) {
        Bill bill = bills.get(billId);
        return bill != null && !bill.repayments().isEmpty();
    }

    /** Whether enough of a bill was paid by the due date that its repayments state. */
    public boolean isPaidByDueDate(String billId) {
        Bill bill = bills.get(billId);
        return bill != null
                && bill.repaid() != null
                && !book.day(bill.repaid().at()).isAfter(bill.repaymentDueOn());
    }

    public boolean hasOrdered() {
        return book.orders > 0;
    }

    /** When the last order was placed of those that are not cancelled; null where there is none. */
    public Instant lastOrderAt() {
        return book.lastOrderAt;
    }

    /** The registration of a customer; of several the earliest counts. */
    public void registered(String eventId, Instant at, String channel, String campaign) {
        EventStamp mark = new EventStamp(at, eventId);
        if (registered == null || mark.isBefore(registered)) {
            this.registered = mark;
            this.channel = channel;
            this.campaign = campaign;
            changed = true;
            bookChanged = true;
        }
    }

    /** Each personal detail keeps the latest word on it. */
    public void personalDataChanged(
            String eventId, Instant at, String name, String phone, Integer age, String region, String locale) {
        EventStamp mark = new EventStamp(at, eventId);
        personal(Personal.NAME, name, mark);
        personal(Personal.PHONE, phone, mark);
        personal(Personal.AGE, age == null ? null : age.toString(), mark);
        personal(Personal.REGION, region, mark);
        personal(Personal.LOCALE, locale, mark);
    }

    private void personal(Personal detail, String value, EventStamp mark) {
        if (value != null && book.isLatest(detail.word(), mark)) {
            personal.put(detail, value);
            changed = true;
            bookChanged = true;
        }
    }

    /** The latest word on marketing counts, whether it came with a registration or apart. */
    public void consentChanged(String eventId, Instant at, boolean marketing) {
        if (book.isLatest(Word.CONSENT, new EventStamp(at, eventId))) {
            consent = marketing;
            changed = true;
            bookChanged = true;
        }
    }

    public void loggedIn(Instant at) {
        if (lastLoginAt == null || at.isAfter(lastLoginAt)) {
            lastLoginAt = at;
            bookChanged = true;
        }
    }

    public void graded(String eventId, Instant at, String grade) {
        if (grade != null && book.isLatest(Word.GRADE, new EventStamp(at, eventId))) {
            this.grade = grade;
            changed = true;
            bookChanged = true;
        }
    }

    public void viewed(String eventId, Instant at, String category, String page, int seconds) {
        book.viewed(new View(category, page, at, eventId));
        used(at, seconds);
    }

    /** Time spent with us. */
    public void used(Instant at, int seconds) {
        book.active(at, seconds, 0);
        bookChanged = true;
    }

    public void contactedService(Instant at) {
        book.active(at, 0, 1);
        bookChanged = true;
    }

    /** An order is placed once: of two reports under one id the earlier counts. */
    public void ordered(
            String eventId,
            Instant at,
            Instant receivedAt,
            String orderId,
            BigDecimal amount,
            String category,
            int periods,
            int items) {
        Order before = orders.getOrDefault(orderId, Order.UNHEARD_OF);
        EventStamp mark = new EventStamp(at, eventId);
        if (before.placed() == null || mark.isBefore(before.placed())) {
            Instant firstReceivedAt = before.placed() == null ? receivedAt : before.receivedAt();
            replace(
                    orderId,
                    before,
                    new Order(mark, firstReceivedAt, amount, category, periods, items, before.cancelled()));
        }
    }

    /** A cancellation may be heard of before its order. */
    public void cancelled(String orderId) {
        Order before = orders.getOrDefault(orderId, Order.UNHEARD_OF);
        if (!before.cancelled()) {
            replace(orderId, before, before.cancel());
        }
    }

    private void replace(String orderId, Order before, Order after) {
        if (before.counts()) {
            lastOrderUnknown |= book.takeOut(before);
        }
        if (after.counts()) {
            book.add(after);
        }
        orders.put(orderId, after);
        changedOrders.add(orderId);
        bookChanged = true;
    }

    /** Whether it is enough to repay the bill is judged when all is told. */
    public void repaid(String eventId, Instant at, String billId, LocalDate dueOn, BigDecimal amount, Boolean inFull) {
        Bill before = bills.getOrDefault(billId, Bill.unpaid(billId, dueOn));
        Repayment repayment = new Repayment(new EventStamp(at, eventId), amount, inFull, dueOn);
        List<Repayment> all = Stream.concat(before.repayments().stream(), Stream.of(repayment))
                .sorted(Comparator.comparing(Repayment::mark))
                .toList();
        bill(new Bill(billId, later(before.dueOn(), dueOn), before.repaid(), before.overdue(), all));
    }

    /** Of several reports that one bill is overdue the last counts. */
    public void overdue(String eventId, Instant at, String billId, LocalDate dueOn) {
        EventStamp mark = new EventStamp(at, eventId);
        Bill before = bills.getOrDefault(billId, Bill.unpaid(billId, dueOn));
        EventStamp last = before.overdue() == null || mark.isAfter(before.overdue()) ? mark : before.overdue();
        bill(new Bill(billId, later(before.dueOn(), dueOn), before.repaid(), last, before.repayments()));
    }

    private static LocalDate later(LocalDate one, LocalDate other) {
        return one.isAfter(other) ? one : other;
    }

    private void bill(Bill bill) {
        if (!bill.equals(bills.put(bill.billId(), bill))) {
            changedBills.add(bill.billId());
            bookChanged = true;
        }
    }

    /** Puts a book that changed into the words in which it is kept. */
    void writeBook() {
        if (bookChanged) {
            book.registration = registered.eventId();
            bookText = DailyAggregatesJson.text(book);
        }
    }

    void becomes(Tier other, Instant now) {
        tier = other;
        tierSince = now;
        changed = true;
    }

    void tagged(SortedMap<String, Tag> now) {
        if (!now.equals(tags)) {
            tags = now;
            tagsChanged = true;
            bookChanged |= tagged == now.isEmpty();
            tagged = !now.isEmpty();
        }
    }

    /** Remembers that the customer was warned about, so that the same silence does not warn again tomorrow. */
    public void warned(Instant now) {
        warnedAt = now;
        changed = true;
    }
}
