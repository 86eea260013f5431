package io.perennial.demo;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Invents the lives of some hundred people, the same for the same first day: what each does, day by day. */
final class DemoLives {

    static final int DAYS = 120;
    private static final int PEOPLE = 150;
    private static final String[] CHANNELS = {"APPLIANCE_STORE", "PHONE_STORE", "SEARCH", "FRIENDS", "SHORT_VIDEO"};
    private static final String[] CATEGORIES = {"PHONE", "APPLIANCE", "FASHION", "HOME", "DIGITAL", "BABY"};
    private static final String[] REGIONS = {"上海", "杭州", "成都", "武汉", "广州", "西安"};
    private static final String[] SURNAMES = {"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"};
    private static final String[] GIVEN = {"晓明", "丽华", "志强", "思雨", "建国", "雅静", "子轩", "佳怡", "海涛", "梦琪"};

    /** One happening, ready to be sent. */
    record Happening(String eventId, String type, String customerId, String occurredAt, Map<String, Object> data) {}

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
    private final Map<LocalDate, List<Happening>> byDay = new TreeMap<>();

    DemoLives(LocalDate firstDay, ZoneId zone) {
        this.firstDay = firstDay;
        this.zone = zone;
        for (int person = 0; person < PEOPLE; person++) {
            live(person);
        }
    }

    List<Happening> on(LocalDate day) {
        return byDay.getOrDefault(day, List.of());
    }

    private void live(int person) {
        Random chance = new Random(person * 7919L + 17);
        Persona persona = MIX[person % MIX.length];
        Life life = new Life("demo-%04d".formatted(person), chance);
        int joined = persona == Persona.VALUABLE ? 0 : chance.nextInt(110);
        int past = persona == Persona.VALUABLE ? 420 : 0;
        life.add(joined, -past, "CUSTOMER_REGISTERED", registration(person, chance));
        switch (persona) {
            case STEADY -> steady(life, joined);
            case VALUABLE -> valuable(life);
            case BROWSER -> browser(life, joined);
            case VANISHER -> shopThenStop(life, joined, false);
            case RETURNER -> shopThenStop(life, joined, true);
            case TROUBLED -> troubled(life, joined);
        }
    }

    private static Map<String, Object> registration(int person, Random chance) {
        return Map.of(
                "channel",
                pick(CHANNELS, chance),
                "name",
                pick(SURNAMES, chance) + pick(GIVEN, chance),
                "phone",
                "1990000%04d".formatted(person),
                "age",
                20 + chance.nextInt(40),
                "region",
                pick(REGIONS, chance),
                "marketingConsent",
                chance.nextInt(12) > 0,
                "locale",
                chance.nextInt(6) > 0 ? "zh" : "en");
    }

    private void steady(Life life, int joined) {
        life.assessed(
                joined + 1, pick(new String[] {"A", "B", "C"}, life.chance), 6000 + life.chance.nextInt(20) * 1000);
        for (int day = joined + 1; day < DAYS; day += 2 + life.chance.nextInt(5)) {
            life.add(day, 0, "LOGGED_IN", Map.of());
            if (life.chance.nextInt(3) == 0) {
                life.ordered(day, 40 + life.chance.nextInt(900));
            }
        }
        for (int day = joined + 30; day < DAYS; day += 30) {
            life.repaid(day, true);
        }
    }

    private void valuable(Life life) {
        for (int month = 13; month >= 1; month--) {
            life.orderedBefore(month * 30, 6500 + life.chance.nextInt(4000));
        }
        life.assessed(0, "A+", 60_000 + life.chance.nextInt(10) * 10_000);
        int silentFrom = life.chance.nextInt(3) == 0 ? 90 + life.chance.nextInt(12) : DAYS;
        for (int day = 1; day < silentFrom; day += 3 + life.chance.nextInt(6)) {
            life.add(day, 0, "LOGGED_IN", Map.of());
            if (life.chance.nextInt(2) == 0) {
                life.ordered(day, 1500 + life.chance.nextInt(6000));
            }
        }
        for (int day = 20; day < DAYS; day += 30) {
            life.repaid(day, true);
        }
    }

    private void browser(Life life, int joined) {
        for (int day = joined; day < Math.min(DAYS, joined + 6); day += 2) {
            life.add(day, 0, "LOGGED_IN", Map.of());
            life.add(
                    day,
                    0,
                    "PAGE_VIEWED",
                    Map.of("category", life.chance.nextBoolean() ? "APPLIANCE" : "PHONE", "page", "INSTALLMENT"));
        }
        if (life.chance.nextInt(3) == 0) {
            life.ordered(joined + 10, 2000 + life.chance.nextInt(4000));
        }
    }

    private void shopThenStop(Life life, int joined, boolean returns) {
        life.ordered(joined, 100 + life.chance.nextInt(2500));
        life.add(joined + 3, 0, "LOGGED_IN", Map.of());
        if (returns) {
            int back = joined + 3 + 15 + 7 + 2 + life.chance.nextInt(20);
            life.add(back, 0, "LOGGED_IN", Map.of());
            life.ordered(back + 4, 200 + life.chance.nextInt(600));
        }
    }

    private void troubled(Life life, int joined) {
        life.assessed(joined + 1, "C", 5000);
        life.ordered(joined + 2, 1200);
        life.add(joined + 5, 0, "LOGGED_IN", Map.of());
        life.overdue(joined + 20, 9);
        life.overdue(joined + 27, 5);
        if (life.chance.nextBoolean()) {
            life.repaid(joined + 40, true);
            life.repaid(joined + 60, true);
        }
    }

    private static String pick(String[] of, Random chance) {
        return of[chance.nextInt(of.length)];
    }

    private final class Life {

        private final String customerId;
        private final Random chance;
        private int number;

        Life(String customerId, Random chance) {
            this.customerId = customerId;
            this.chance = chance;
        }

        /** Sent on one day, having occurred so many days off it. */
        void add(int day, int off, String type, Map<String, Object> data) {
            if (day >= DAYS) {
                return;
            }
            LocalDate sent = firstDay.plusDays(day);
            LocalTime time = LocalTime.of(8, 0).plusMinutes(number % 700);
            String at = sent.plusDays(off)
                    .atTime(time)
                    .atZone(zone)
                    .toOffsetDateTime()
                    .toString();
            byDay.computeIfAbsent(sent, date -> new ArrayList<>())
                    .add(new Happening(customerId + "-" + number++, type, customerId, at, data));
        }

        void ordered(int day, int yuan) {
            add(day, 0, "ORDER_PLACED", order(yuan));
        }

        void orderedBefore(int daysBefore, int yuan) {
            add(0, -daysBefore, "ORDER_PLACED", order(yuan));
        }

        private Map<String, Object> order(int yuan) {
            return Map.of(
                    "orderId",
                    customerId + "-o" + number,
                    "amount",
                    BigDecimal.valueOf(yuan),
                    "category",
                    pick(CATEGORIES, chance),
                    "periods",
                    yuan > 1000 ? 6 : 0);
        }

        void assessed(int day, String grade, int limit) {
            add(day, 0, "CREDIT_ASSESSED", Map.of("grade", grade, "limit", limit));
        }

        void repaid(int day, boolean inFull) {
            add(day, 0, "REPAYMENT_MADE", bill(day + 1, Map.of("inFull", inFull)));
        }

        void overdue(int day, int days) {
            add(day, 0, "REPAYMENT_OVERDUE", bill(day - days, Map.of("daysOverdue", days)));
        }

        private Map<String, Object> bill(int dueDay, Map<String, Object> more) {
            Map<String, Object> bill = new TreeMap<>(more);
            bill.put("billId", customerId + "-b" + dueDay);
            bill.put("amount", 300 + chance.nextInt(500));
            bill.put("dueOn", firstDay.plusDays(dueDay).toString());
            return bill;
        }
    }
}
