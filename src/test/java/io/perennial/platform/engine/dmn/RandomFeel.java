package io.perennial.platform.engine.dmn;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;

/** Random expressions, unary tests and variables: most are valid, some have wrong types, some are not FEEL. */
final class RandomFeel {

    private static final String[] NAMES = {"a", "b", "c", "d", "cellInput", "missing"};
    private static final String[] NUMBERS = {
        "0", "1", "-1", "2", "3", "5", "7.5", "0.1", "-2.25", "10", "100", "1000000000000", "9223372036854775808", ".5"
    };
    private static final String[] STRINGS = {
        "\"\"", "\"a\"", "\"A+\"", "\"foo bar\"", "\"10\"", "\"é😀\"", "\"2024-02-29\""
    };
    private static final String[] TEMPORALS = {
        "date(\"2024-02-29\")",
        "date(\"2024-13-01\")",
        "@\"2023-12-31\"",
        "time(\"10:30:00\")",
        "time(\"10:30:00+01:00\")",
        "time(\"10:30:00@Europe/Paris\")",
        "date and time(\"2024-01-31T12:00:00\")",
        "date and time(\"2024-01-31T12:00:00Z\")",
        "date and time(\"2024-01-31T12:00:00@Asia/Shanghai\")",
        "duration(\"P1D\")",
        "duration(\"PT36H\")",
        "duration(\"P1Y2M\")",
        "duration(\"P14M\")",
        "duration(\"nonsense\")",
        "@\"P3D\""
    };
    private static final String[] FUNCTIONS = {
        "abs",
        "floor",
        "ceiling",
        "round up",
        "decimal",
        "modulo",
        "sqrt",
        "log",
        "exp",
        "odd",
        "even",
        "not",
        "is defined",
        "string length",
        "upper case",
        "lower case",
        "substring",
        "substring before",
        "contains",
        "starts with",
        "ends with",
        "matches",
        "replace",
        "split",
        "trim",
        "string",
        "number",
        "date",
        "time",
        "date and time",
        "duration",
        "count",
        "min",
        "max",
        "sum",
        "mean",
        "median",
        "product",
        "stddev",
        "mode",
        "and",
        "or",
        "all",
        "any",
        "append",
        "concatenate",
        "reverse",
        "index of",
        "union",
        "distinct values",
        "flatten",
        "sort",
        "list contains",
        "sublist",
        "remove",
        "insert before",
        "get value",
        "get entries",
        "put",
        "context",
        "context put",
        "context merge",
        "day of week",
        "day of year",
        "week of year",
        "month of year",
        "years and months duration",
        "last day of month",
        "before",
        "after",
        "meets",
        "during",
        "includes",
        "starts",
        "overlaps",
        "coincides",
        "get or else",
        "assert",
        "extract",
        "string join",
        "is empty",
        "duplicate values",
        "partition",
        "abs",
        "nosuch",
        "twice",
        "boom"
    };
    private static final String[] BROKEN = {
        "", " ", "-", "(", "1 +", "\"open", "if a then", "[1..", "}", "1 2", "a b", "? >", ",", "for"
    };
    private static final String[] TYPES = {
        "number", "string", "boolean", "date", "time", "date and time", "list", "context", "function", "Any", "nonsense"
    };

    private final Random random;

    private final int depth;

    RandomFeel(long seed) {
        this(seed, 3);
    }

    /** Nested expressions up to that depth. */
    RandomFeel(long seed, int depth) {
        this.random = new Random(seed);
        this.depth = depth;
    }

    String expression() {
        return random.nextInt(60) == 0 ? one(BROKEN) : expression(depth);
    }

    String unaryTests() {
        return switch (random.nextInt(30)) {
            case 0 -> one(BROKEN);
            case 1 -> "-";
            case 2, 3, 4 -> "not(" + tests() + ")";
            default -> tests();
        };
    }

    /** A valid unary test, as in most cells of real tables. */
    String validTests() {
        return switch (random.nextInt(11)) {
            case 0, 1 -> "";
            case 2 -> "-";
            case 3 -> "not(" + tests() + ")";
            case 4, 5, 6 -> one("<", "<=", ">", ">=") + " " + one("", "-") + one("0", "1", "2.5", "5", "7.50", "10");
            case 7 -> one("[", "(", "]") + one("0", "-1", "2") + ".." + one("3", "5.5", "100") + one("]", ")", "[");
            case 8 -> one(STRINGS) + one("", ", " + one(STRINGS), ", " + one(STRINGS) + ", 5");
            case 9 -> one("true", "false", "null", "? != null", "5, 7", "< 3, > 8", "a", "<= c", "(a)");
            default -> test();
        };
    }

    String literalOrExpression() {
        return switch (random.nextInt(6)) {
            case 0, 1 -> one(STRINGS);
            case 2 -> one(NUMBERS);
            case 3, 4 -> one("true", "false", "null", "a", "b", "-1", "2 * 3");
            default -> expression(depth);
        };
    }

    String name() {
        return one(NAMES);
    }

    VariableMap variables() {
        VariableMap variables = Variables.createVariables();
        for (String name : NAMES) {
            if (!name.equals("missing") && random.nextInt(8) != 0) {
                put(variables, name);
            }
        }
        if (random.nextInt(10) == 0) {
            put(variables, "inputVariableName");
        }
        return variables;
    }

    String inputVariable() {
        return random.nextInt(12) == 0 ? one("a", "missing", null) : "cellInput";
    }

    private void put(VariableMap variables, String name) {
        switch (random.nextInt(8)) {
            case 0 -> variables.putValueTyped(name, Variables.integerValue(random.nextInt(12)));
            case 1 -> variables.putValueTyped(name, Variables.stringValue(random.nextBoolean() ? null : "A+"));
            case 2 -> variables.putValueTyped(name, Variables.untypedNullValue());
            case 3 -> variables.putValueTyped(name, Variables.doubleValue(random.nextInt(40) / 4.0));
            case 4, 5 ->
                variables.putValue(
                        name, name.equals("a") ? (Object) random.nextInt(20) : name.equals("b") ? "foo" : value(2));
            default -> variables.putValue(name, value(2));
        }
    }

    private Object value(int depth) {
        return switch (random.nextInt(depth > 0 ? 34 : 28)) {
            case 0, 1, 2, 3 -> random.nextInt(12);
            case 4 -> (long) random.nextInt(100);
            case 5 -> (short) 5;
            case 6 -> BigInteger.valueOf(5);
            case 7 -> random.nextInt(40) / 4.0;
            case 8 -> one(Double.NaN, Double.POSITIVE_INFINITY, -0.0, Double.MAX_VALUE, Float.NaN, Float.MIN_VALUE);
            case 9 -> 2.5f;
            case 10 -> one(new BigDecimal("5000.00"), new BigDecimal("0.10"), new BigDecimal("1E+30"));
            case 11 -> one(BigInteger.TEN, BigInteger.TWO.pow(80));
            case 12, 13 -> random.nextBoolean();
            case 14, 15, 16 -> one("", "a", "A+", "foo bar", "10", "é😀", "x");
            case 17 -> null;
            case 18 -> one(LocalDate.of(2024, 2, 29), LocalDate.of(2023, 12, 31));
            case 19 -> one(LocalTime.of(10, 30), OffsetTime.parse("10:30:00+01:00"));
            case 20 -> LocalDateTime.of(2024, 1, 31, 12, 0);
            case 21 ->
                one(
                        ZonedDateTime.of(2024, 1, 31, 12, 0, 0, 0, ZoneId.of("Asia/Shanghai")),
                        OffsetDateTime.parse("2024-01-31T12:00:00Z"));
            case 22 -> one(Duration.ofHours(36), Period.ofMonths(14), Period.of(1, 2, 3));
            case 23 -> new Date(1_700_000_000_000L);
            case 24 -> DayOfWeek.MONDAY;
            case 25 -> one('c', new int[] {1, 2}, Optional.of(1), new IllegalStateException("broken"));
            case 26 -> new Person("Ada", 36);
            case 27 -> BigDecimal.valueOf(random.nextInt(20), 1);
            case 28, 29, 30 -> list(depth);
            default -> map(depth);
        };
    }

    private List<Object> list(int depth) {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(value(depth - 1));
        }
        return list;
    }

    private Map<String, Object> map(int depth) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (String name : Arrays.asList("a", "x", "y y")) {
            if (random.nextBoolean()) {
                map.put(name, value(depth - 1));
            }
        }
        return map;
    }

    private String tests() {
        StringBuilder tests = new StringBuilder(test());
        while (random.nextInt(4) == 0) {
            tests.append(", ").append(test());
        }
        return tests.toString();
    }

    private String test() {
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> one("<", "<=", ">", ">=") + " " + (random.nextInt(3) == 0 ? operand(1) : number(1));
            case 3, 4 -> range();
            case 5, 6 -> literal();
            case 7 -> "? " + one("<", ">=", "=", "!=", "+") + " " + operand(1);
            case 8 -> one(FUNCTIONS) + "(?" + (random.nextBoolean() ? ", " + expression(0) : "") + ")";
            case 9 -> "null";
            default -> expression(depth - 1);
        };
    }

    private String range() {
        return one("[", "(", "]") + expression(0) + ".." + expression(0) + one("]", ")", "[");
    }

    private String expression(int depth) {
        if (depth == 0) {
            return random.nextInt(3) == 0 ? one(NAMES) : literal();
        }
        String x = operand(depth - 1);
        String y = operand(depth - 1);
        String z = operand(depth - 1);
        return switch (random.nextInt(40)) {
            case 26, 27, 28, 29 -> number(depth);
            case 30, 31, 32 -> string(depth);
            case 33, 34, 35 -> truth(depth);
            case 36 -> temporal(depth);
            case 37 -> one("count", "sum", "min", "max", "mean", "median") + "([" + number(1) + ", " + number(0) + "])";
            case 0, 1, 2 -> x + one(" + " + y, " - " + y, " * " + y, " / " + y, " ** 2", " ** -1", " ** 0.5");
            case 3, 4, 5 -> x + " " + one("=", "!=", "<", "<=", ">", ">=") + " " + y;
            case 6, 7 -> "(" + x + ") " + one("and", "or") + " (" + y + ")";
            case 8 -> "if " + x + " then " + y + " else " + z;
            case 9 -> "for i in [" + x + ", " + y + "] return i" + one("", " + 1", ".a", " = " + z);
            case 10 ->
                one("some", "every") + " i in [" + x + ", " + y + "] satisfies i " + one("=", "<", ">") + " " + z;
            case 11 -> "[" + x + ", " + y + "]" + one("", "[1]", "[-1]", "[item > 1]", "[0]", "[item = null]");
            case 12 -> "{a: " + x + ", b: " + one("a", y) + "}" + one("", ".a", ".b", ".nosuch");
            case 13 -> "(" + x + ") in " + one("(" + y + ")", range(), "(" + one("<", ">=") + " " + y + ")");
            case 14 -> "(" + x + ") between " + y + " and " + z;
            case 15 -> "(" + x + ") instance of " + one(TYPES);
            case 16 -> one(NAMES) + "." + one("a", "x", "year", "name", "age", "days", "`y y`", "greeting");
            case 17 -> "{f: function(x, y) x + y, r: f(" + x + ", " + y + ")}.r";
            case 18 ->
                one(
                        "?",
                        "function(x) x",
                        "now() instance of date and time",
                        "-" + one(NAMES),
                        "for i in 1..3 return i * i");
            case 19 -> one(NAMES) + "[" + x + "]";
            case 20 -> "assert(" + x + ", " + one("true", y) + ", \"asserted\")";
            case 21 -> "modulo(" + x + ", " + one("0", y) + ")";
            case 22, 23 -> one(FUNCTIONS) + "(" + x + ")";
            default -> one(FUNCTIONS) + "(" + x + ", " + y + one("", ", " + z) + ")";
        };
    }

    private String operand(int depth) {
        return depth == 0 ? expression(0) : "(" + expression(depth) + ")";
    }

    private String number(int depth) {
        if (depth == 0) {
            return random.nextInt(3) == 0 ? "a" : one(NUMBERS);
        }
        String x = number(depth - 1);
        String y = number(depth - 1);
        return switch (random.nextInt(9)) {
            case 0 -> "abs(" + x + ")";
            case 1 -> one("floor", "ceiling") + "(" + x + ", 1)";
            case 2 -> "string length(" + string(depth - 1) + ")";
            case 3 -> "(if " + truth(depth - 1) + " then " + x + " else " + y + ")";
            case 4 -> "modulo(" + x + ", " + one("0", "3", y) + ")";
            default -> "(" + x + one(" + " + y, " - " + y, " * " + y, " / " + y, " ** 2") + ")";
        };
    }

    private String string(int depth) {
        if (depth == 0) {
            return random.nextInt(3) == 0 ? "b" : one(STRINGS);
        }
        String x = string(depth - 1);
        return switch (random.nextInt(5)) {
            case 0 -> one("upper case", "lower case", "trim") + "(" + x + ")";
            case 1 -> "substring(" + x + ", " + number(0) + ")";
            case 2 -> "string(" + number(depth - 1) + ")";
            case 3 -> "replace(" + x + ", \"[a-o]\", \"_\")";
            default -> "(" + x + " + " + string(depth - 1) + ")";
        };
    }

    private String truth(int depth) {
        if (depth == 0) {
            return one("true", "false", "c");
        }
        return switch (random.nextInt(5)) {
            case 0 ->
                "(" + number(depth - 1) + " " + one("<", "<=", ">", ">=", "=", "!=") + " " + number(depth - 1) + ")";
            case 1 -> one("contains", "starts with", "matches") + "(" + string(depth - 1) + ", " + string(0) + ")";
            case 2 -> "(" + truth(depth - 1) + " " + one("and", "or") + " " + truth(depth - 1) + ")";
            case 3 -> "(" + temporal(depth - 1) + " " + one("<", "=", ">=") + " " + temporal(depth - 1) + ")";
            default -> "not(" + truth(depth - 1) + ")";
        };
    }

    private String temporal(int depth) {
        if (depth == 0) {
            return one(TEMPORALS);
        }
        return "(" + temporal(depth - 1) + " " + one("+", "-") + " " + one(TEMPORALS) + ")"
                + one("", ".year", ".days", ".time offset");
    }

    private String literal() {
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> one(NUMBERS);
            case 3, 4 -> one(STRINGS);
            case 5 -> one("true", "false");
            case 6 -> one(TEMPORALS);
            case 7 -> "null";
            default -> one(NAMES);
        };
    }

    @SafeVarargs
    private final <T> T one(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** A Java object whose fields and methods FEEL reads. */
    public static final class Person {

        public final String name;
        private final int age;

        Person(String name, int age) {
            this.name = name;
            this.age = age;
        }

        public int getAge() {
            return age;
        }

        public String greeting() {
            return "I am " + name;
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
