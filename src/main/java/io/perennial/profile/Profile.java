package io.perennial.profile;

import io.perennial.journey.Stage;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * One customer as known. Its verbs may be called in any order of arrival: what happened decides, not when it was heard of.
 * It remembers which of its parts changed, so that only those are written back.
 */
public final class Profile {

    enum Personal {
        NAME,
        PHONE,
        AGE,
        REGION,
        LOCALE
    }

    record Order(
            Instant placedAt,
            Instant receivedAt,
            BigDecimal amount,
            String category,
            int periods,
            int items,
            boolean cancelled) {
        boolean counts() {
            return placedAt != null && !cancelled;
        }
    }

    record Bill(LocalDate dueOn, Instant repaidAt, Instant overdueAt) {}

    record Place(String category, String page) {}

    record Views(int count, Instant lastAt) {}

    record Activity(int seconds, int contacts) {
        static final Activity NONE = new Activity(0, 0);
    }

    final String customerId;
    boolean known;
    boolean changed;

    Instant registeredAt;
    String channel;
    String campaign;
    final Map<Personal, String> personal = new EnumMap<>(Personal.class);
    final Map<Personal, Instant> personalAt = new EnumMap<>(Personal.class);
    boolean consent;
    Instant consentAt;
    Instant lastLoginAt;
    String grade;
    Instant gradeAt;
    Stage stage;
    Instant stageSince;
    Tier tier;
    Instant tierSince;
    Instant warnedAt;

    BigDecimal creditLimit = BigDecimal.ZERO.setScale(2);
    BigDecimal creditUsed = BigDecimal.ZERO.setScale(2);
    boolean frozen;
    String memberLevel;
    int pointsBalance;

    final Map<String, Order> orders = new HashMap<>();
    final Map<String, Bill> bills = new HashMap<>();
    final Map<Place, Views> views = new HashMap<>();
    final Map<LocalDate, Activity> activity = new HashMap<>();

    final Set<String> changedOrders = new HashSet<>();
    final Set<String> changedBills = new HashSet<>();
    final Set<Place> changedViews = new HashSet<>();
    final Set<LocalDate> changedActivity = new HashSet<>();

    Profile(String customerId) {
        this.customerId = customerId;
    }

    /** A customer nobody has heard of yet. */
    static Profile registered(
            String customerId, Instant at, String channel, String campaign, boolean consent, Instant now) {
        Profile profile = new Profile(customerId);
        profile.registeredAt = at;
        profile.channel = channel;
        profile.campaign = campaign;
        profile.consent = consent;
        profile.consentAt = at;
        profile.stage = Stage.ACQUISITION;
        profile.stageSince = now;
        profile.tier = Tier.STANDARD;
        profile.tierSince = now;
        return profile;
    }

    public String customerId() {
        return customerId;
    }

    public Stage stage() {
        return stage;
    }

    public Tier tier() {
        return tier;
    }

    /** Says again where the customer came from; the earliest registration counts. */
    public void registeredAgain(Instant at, String channel, String campaign, boolean consent) {
        if (at.isBefore(registeredAt)) {
            if (consentAt.equals(registeredAt)) {
                this.consent = consent;
                this.consentAt = at;
            }
            this.registeredAt = at;
            this.channel = channel;
            this.campaign = campaign;
            changed = true;
        }
    }

    /** Each personal detail keeps the latest word on it. */
    public void named(Instant at, String name, String phone, Integer age, String region, String locale) {
        personal(Personal.NAME, name, at);
        personal(Personal.PHONE, phone, at);
        personal(Personal.AGE, age == null ? null : age.toString(), at);
        personal(Personal.REGION, region, at);
        personal(Personal.LOCALE, locale, at);
    }

    private void personal(Personal detail, String value, Instant at) {
        Instant before = personalAt.get(detail);
        if (value != null && (before == null || !at.isBefore(before))) {
            personal.put(detail, value);
            personalAt.put(detail, at);
            changed = true;
        }
    }

    public void consented(Instant at, boolean marketing) {
        if (!at.isBefore(consentAt)) {
            consent = marketing;
            consentAt = at;
            changed = true;
        }
    }

    public void loggedIn(Instant at) {
        if (lastLoginAt == null || at.isAfter(lastLoginAt)) {
            lastLoginAt = at;
            changed = true;
        }
    }

    public void graded(Instant at, String grade) {
        if (grade != null && (gradeAt == null || !at.isBefore(gradeAt))) {
            this.grade = grade;
            this.gradeAt = at;
            changed = true;
        }
    }

    public void viewed(Instant at, String category, String page) {
        Place place = new Place(category, page == null ? "" : page);
        views.merge(
                place,
                new Views(1, at),
                (old, one) -> new Views(old.count() + 1, old.lastAt().isAfter(at) ? old.lastAt() : at));
        changedViews.add(place);
    }

    public void wasActive(LocalDate day, int seconds, int contacts) {
        activity.merge(
                day,
                new Activity(seconds, contacts),
                (old, more) -> new Activity(old.seconds() + more.seconds(), old.contacts() + more.contacts()));
        changedActivity.add(day);
    }

    /** An order is placed once: of two reports under one id the earlier counts. */
    public void ordered(
            String orderId,
            Instant at,
            Instant receivedAt,
            BigDecimal amount,
            String category,
            int periods,
            int items) {
        Order before = orders.get(orderId);
        if (before == null || before.placedAt() == null || at.isBefore(before.placedAt())) {
            boolean cancelled = before != null && before.cancelled();
            orders.put(orderId, new Order(at, receivedAt, amount, category, periods, items, cancelled));
            changedOrders.add(orderId);
        }
    }

    /** A cancellation may be heard of before its order. */
    public void cancelled(String orderId) {
        Order before = orders.getOrDefault(orderId, new Order(null, null, null, null, 0, 0, false));
        if (!before.cancelled()) {
            orders.put(
                    orderId,
                    new Order(
                            before.placedAt(),
                            before.receivedAt(),
                            before.amount(),
                            before.category(),
                            before.periods(),
                            before.items(),
                            true));
            changedOrders.add(orderId);
        }
    }

    /** Of several repayments of one bill the first tells whether it came on time. */
    public void repaid(String billId, LocalDate dueOn, Instant at) {
        Bill before = bills.get(billId);
        Instant first =
                before == null || before.repaidAt() == null || at.isBefore(before.repaidAt()) ? at : before.repaidAt();
        bill(billId, before, new Bill(latest(before, dueOn), first, before == null ? null : before.overdueAt()));
    }

    public void overdue(String billId, LocalDate dueOn, Instant at) {
        Bill before = bills.get(billId);
        Instant last = before == null || before.overdueAt() == null || at.isAfter(before.overdueAt())
                ? at
                : before.overdueAt();
        bill(billId, before, new Bill(latest(before, dueOn), before == null ? null : before.repaidAt(), last));
    }

    private static LocalDate latest(Bill before, LocalDate dueOn) {
        return before == null || dueOn.isAfter(before.dueOn()) ? dueOn : before.dueOn();
    }

    private void bill(String billId, Bill before, Bill after) {
        if (!after.equals(before)) {
            bills.put(billId, after);
            changedBills.add(billId);
        }
    }

    public boolean hasOrdered() {
        return orders.values().stream().anyMatch(Order::counts);
    }

    /** Whether an order that counts has come in since then. */
    public boolean orderedSince(Instant arrival) {
        return orders.values().stream()
                .anyMatch(order -> order.counts() && !order.receivedAt().isBefore(arrival));
    }

    void becomes(Tier other, Instant now) {
        tier = other;
        tierSince = now;
        changed = true;
    }

    /** Remembers that the customer was warned about, so that the same silence does not warn again tomorrow. */
    public void warned(Instant now) {
        warnedAt = now;
        changed = true;
    }
}
