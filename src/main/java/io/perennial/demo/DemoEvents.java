package io.perennial.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.customer.event.EventType;
import io.perennial.customer.event.NewEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Generates the events of some hundred demo customers day by day, the same for the same first day. */
final class DemoEvents {

    static final int DAYS = 120;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CUSTOMERS = 150;
    private static final String[] CHANNELS = {"APPLIANCE_STORE", "PHONE_STORE", "SEARCH", "FRIENDS", "SHORT_VIDEO"};
    private static final String[] CATEGORIES = {"PHONE", "APPLIANCE", "FASHION", "HOME", "DIGITAL", "BABY"};
    private static final String[] REGIONS = {"上海", "杭州", "成都", "武汉", "广州", "西安"};
    private static final String[] SURNAMES = {"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"};
    private static final String[] GIVEN = {"晓明", "丽华", "志强", "思雨", "建国", "雅静", "子轩", "佳怡", "海涛", "梦琪"};

    private enum Persona {
        STEADY,
        VALUABLE,
        BROWSER,
        VANISHER,
        RETURNER,
        TROUBLED
    }

    private static final Persona[] MIX = {
        Persona.STEADY, Persona.STEADY, Persona.STEADY, Persona.VALUABLE, Persona.BROWSER,
        Persona.BROWSER, Persona.VANISHER, Persona.VANISHER, Persona.RETURNER, Persona.TROUBLED
    };

    private final LocalDate firstDay;
    private final ZoneId zone;
    private final Map<LocalDate, List<NewEvent>> byDay = new TreeMap<>();

    DemoEvents(LocalDate firstDay, ZoneId zone) {
        this.firstDay = firstDay;
        this.zone = zone;
        for (int number = 0; number < CUSTOMERS; number++) {
            generate(number);
        }
    }

    List<NewEvent> on(LocalDate day) {
        return byDay.getOrDefault(day, List.of());
    }

    private void generate(int number) {
        Random random = new Random(number * 7919L + 17);
        Persona persona = MIX[number % MIX.length];
        DemoCustomer customer = new DemoCustomer("demo-%04d".formatted(number), random);
        int joined = persona == Persona.VALUABLE ? 0 : random.nextInt(110);
        int past = persona == Persona.VALUABLE ? 420 : 0;
        customer.add(joined, -past, EventType.CUSTOMER_REGISTERED, registration(number, random));
        switch (persona) {
            case STEADY -> steady(customer, joined);
            case VALUABLE -> valuable(customer);
            case BROWSER -> browser(customer, joined);
            case VANISHER -> shopThenStop(customer, joined, false);
            case RETURNER -> shopThenStop(customer, joined, true);
            case TROUBLED -> troubled(customer, joined);
        }
    }

    private static Map<String, Object> registration(int number, Random random) {
        return Map.of(
                "channel",
                pick(CHANNELS, random),
                "name",
                pick(SURNAMES, random) + pick(GIVEN, random),
                "phone",
                "1990000%04d".formatted(number),
                "age",
                20 + random.nextInt(40),
                "region",
                pick(REGIONS, random),
                "marketingConsent",
                random.nextInt(12) > 0,
                "locale",
                random.nextInt(6) > 0 ? "zh" : "en");
    }

    private void steady(DemoCustomer customer, int joined) {
        customer.assessed(
                joined + 1,
                pick(new String[] {"A", "B", "C"}, customer.random),
                6000 + customer.random.nextInt(20) * 1000);
        for (int day = joined + 1; day < DAYS; day += 2 + customer.random.nextInt(5)) {
            customer.add(day, 0, EventType.LOGGED_IN, Map.of());
            if (customer.random.nextInt(3) == 0) {
                customer.ordered(day, 40 + customer.random.nextInt(900));
            }
        }
        for (int day = joined + 30; day < DAYS; day += 30) {
            customer.repaid(day, true);
        }
    }

    private void valuable(DemoCustomer customer) {
        for (int month = 13; month >= 1; month--) {
            customer.orderedBefore(month * 30, 6500 + customer.random.nextInt(4000));
        }
        customer.assessed(0, "A+", 60_000 + customer.random.nextInt(10) * 10_000);
        int silentFrom = customer.random.nextInt(3) == 0 ? 90 + customer.random.nextInt(12) : DAYS;
        for (int day = 1; day < silentFrom; day += 3 + customer.random.nextInt(6)) {
            customer.add(day, 0, EventType.LOGGED_IN, Map.of());
            if (customer.random.nextInt(2) == 0) {
                customer.ordered(day, 1500 + customer.random.nextInt(6000));
            }
        }
        for (int day = 20; day < DAYS; day += 30) {
            customer.repaid(day, true);
        }
    }

    private void browser(DemoCustomer customer, int joined) {
        for (int day = joined; day < Math.min(DAYS, joined + 6); day += 2) {
            customer.add(day, 0, EventType.LOGGED_IN, Map.of());
            customer.add(
                    day,
                    0,
                    EventType.PAGE_VIEWED,
                    Map.of("category", customer.random.nextBoolean() ? "APPLIANCE" : "PHONE", "page", "INSTALLMENT"));
        }
        if (customer.random.nextInt(3) == 0) {
            customer.ordered(joined + 10, 2000 + customer.random.nextInt(4000));
        }
    }

    private void shopThenStop(DemoCustomer customer, int joined, boolean returns) {
        customer.ordered(joined, 100 + customer.random.nextInt(2500));
        customer.add(joined + 3, 0, EventType.LOGGED_IN, Map.of());
        if (returns) {
            int returned = joined + 3 + 15 + 7 + 2 + customer.random.nextInt(20);
            customer.add(returned, 0, EventType.LOGGED_IN, Map.of());
            customer.ordered(returned + 4, 200 + customer.random.nextInt(600));
        }
    }

    private void troubled(DemoCustomer customer, int joined) {
        customer.assessed(joined + 1, "C", 5000);
        customer.ordered(joined + 2, 1200);
        customer.add(joined + 5, 0, EventType.LOGGED_IN, Map.of());
        customer.overdue(joined + 20, 9);
        customer.overdue(joined + 27, 5);
        if (customer.random.nextBoolean()) {
            customer.repaid(joined + 40, true);
            customer.repaid(joined + 60, true);
        }
    }

    private static String pick(String[] values, Random random) {
        return values[random.nextInt(values.length)];
    }

    private final class DemoCustomer {

        private final String customerId;
        private final Random random;
        private int sent;

        DemoCustomer(String customerId, Random random) {
            this.customerId = customerId;
            this.random = random;
        }

        /**
         * Adds an event.
         *
         * @param day    on which it is sent, counted from the first
         * @param offset in days from then to the day on which it occurred
         */
        void add(int day, int offset, EventType type, Map<String, Object> data) {
            if (day >= DAYS) {
                return;
            }
            LocalDate date = firstDay.plusDays(day);
            LocalTime time = LocalTime.of(8, 0).plusMinutes(sent % 700);
            Instant at = date.plusDays(offset).atTime(time).atZone(zone).toInstant();
            byDay.computeIfAbsent(date, none -> new ArrayList<>())
                    .add(NewEvent.of(customerId + "-" + sent++, type, customerId, at, JSON.valueToTree(data)));
        }

        void ordered(int day, int yuan) {
            add(day, 0, EventType.ORDER_PLACED, order(yuan));
        }

        void orderedBefore(int daysBefore, int yuan) {
            add(0, -daysBefore, EventType.ORDER_PLACED, order(yuan));
        }

        private Map<String, Object> order(int yuan) {
            return Map.of(
                    "orderId",
                    customerId + "-o" + sent,
                    "amount",
                    BigDecimal.valueOf(yuan),
                    "category",
                    pick(CATEGORIES, random),
                    "periods",
                    yuan > 1000 ? 6 : 0);
        }

        void assessed(int day, String grade, int limit) {
            add(day, 0, EventType.CREDIT_ASSESSED, Map.of("grade", grade, "limit", limit));
        }

        void repaid(int day, boolean inFull) {
            add(day, 0, EventType.REPAYMENT_MADE, bill(day + 1, Map.of("inFull", inFull)));
        }

        void overdue(int day, int days) {
            add(day, 0, EventType.REPAYMENT_OVERDUE, bill(day - days, Map.of("daysOverdue", days)));
        }

        private Map<String, Object> bill(int dueDay, Map<String, Object> more) {
            Map<String, Object> bill = new TreeMap<>(more);
            bill.put("billId", customerId + "-b" + dueDay);
            bill.put("amount", 300 + random.nextInt(500));
            bill.put("dueOn", firstDay.plusDays(dueDay).toString());
            return bill;
        }
    }
}
