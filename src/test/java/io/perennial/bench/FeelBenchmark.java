package io.perennial.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.platform.engine.dmn.FastFeelEngineFactory;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.dmn.feel.impl.FeelEngineFactory;
import org.camunda.bpm.dmn.feel.impl.scala.ScalaFeelEngineFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Decision tables of 5 to 200 rules on one thread: stock FEEL of Camunda beside the fast one, round by round. */
@Tag("feel")
class FeelBenchmark {

    private static final int ROUNDS = 3;
    private static final long ROUND_NANOS = 1_500_000_000L;
    private static final int CUSTOMERS = 512;

    private final DmnEngine stock = engine(new ScalaFeelEngineFactory());
    private final DmnEngine fast = engine(new FastFeelEngineFactory());

    @Test
    void fastIsManyTimesStock() {
        System.out.printf("%n%-8s %14s %14s %10s%n", "rules", "stock/s", "fast/s", "times");
        compare(5);
        double twelve = compare(12);
        compare(50);
        double twoHundred = compare(200);

        assertThat(twelve).isGreaterThan(80);
        assertThat(twoHundred).isGreaterThan(100);
    }

    private double compare(int rules) {
        byte[] table = table(rules);
        List<Map<String, Object>> customers = customers(rules);
        DmnDecision onStock = parse(stock, table);
        DmnDecision onFast = parse(fast, table);
        for (Map<String, Object> customer : customers) {
            assertThat(fast.evaluateDecisionTable(onFast, customer).getResultList())
                    .isEqualTo(stock.evaluateDecisionTable(onStock, customer).getResultList())
                    .hasSize(1);
        }
        perSecond(fast, onFast, customers);
        double stockBest = 0;
        double fastBest = 0;
        for (int round = 0; round < ROUNDS; round++) {
            stockBest = Math.max(stockBest, perSecond(stock, onStock, customers));
            fastBest = Math.max(fastBest, perSecond(fast, onFast, customers));
        }
        System.out.printf("%-8d %,14.0f %,14.0f %10.0f%n", rules, stockBest, fastBest, fastBest / stockBest);
        return fastBest / stockBest;
    }

    private static double perSecond(DmnEngine engine, DmnDecision table, List<Map<String, Object>> customers) {
        long start = System.nanoTime();
        long evaluated = 0;
        while (System.nanoTime() - start < ROUND_NANOS) {
            engine.evaluateDecisionTable(table, customers.get((int) (evaluated % CUSTOMERS)));
            evaluated++;
        }
        return evaluated * 1e9 / (System.nanoTime() - start);
    }

    /** Bands of spend, grades and clean months; the last row catches all. */
    private static byte[] table(int rules) {
        StringBuilder rows = new StringBuilder();
        for (int rule = 0; rule < rules - 1; rule++) {
            String spend = rule == 0 ? "&lt; 100" : "[" + rule * 100 + ".." + (rule + 1) * 100 + ")";
            rows.append(row(rule, spend, grades(rule), rule % 2 == 0 ? "&gt;= " + rule % 12 : "", rule));
        }
        rows.append(row(rules, "", "", "", rules));
        return """
                <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="definitions" name="bench" namespace="bench">
                  <decision id="bench" name="bench"><decisionTable id="table" hitPolicy="FIRST">
                    <input id="i1"><inputExpression id="e1" typeRef="double"><text>avgMonthlySpend</text></inputExpression></input>
                    <input id="i2"><inputExpression id="e2" typeRef="string"><text>creditGrade</text></inputExpression></input>
                    <input id="i3"><inputExpression id="e3" typeRef="integer"><text>monthsWithoutOverdue</text></inputExpression></input>
                    <output id="o1" name="tier" typeRef="string" /><output id="o2" name="share" typeRef="double" />
                    %s
                  </decisionTable></decision>
                </definitions>""".formatted(rows).getBytes(StandardCharsets.UTF_8);
    }

    private static String row(int no, String spend, String grades, String months, int share) {
        return ("<rule id=\"r%d\"><inputEntry id=\"a%d\"><text>%s</text></inputEntry><inputEntry id=\"b%d\"><text>%s</text>"
                        + "</inputEntry><inputEntry id=\"c%d\"><text>%s</text></inputEntry><outputEntry id=\"d%d\"><text>\"T%d\"</text>"
                        + "</outputEntry><outputEntry id=\"f%d\"><text>0.%d</text></outputEntry></rule>")
                .formatted(no, no, spend, no, grades, no, months, no, no, no, share);
    }

    private static String grades(int rule) {
        return switch (rule % 4) {
            case 0 -> "\"A+\",\"A\"";
            case 1 -> "not(\"D\")";
            case 2 -> "\"B\"";
            default -> "";
        };
    }

    private static List<Map<String, Object>> customers(int rules) {
        Random random = new Random(4711);
        String[] grades = {"A+", "A", "B", "C", "D"};
        List<Map<String, Object>> customers = new ArrayList<>();
        for (int i = 0; i < CUSTOMERS; i++) {
            customers.add(Map.of(
                    "avgMonthlySpend", BigDecimal.valueOf(random.nextInt(rules * 10_000), 2),
                    "creditGrade", grades[random.nextInt(grades.length)],
                    "monthsWithoutOverdue", random.nextInt(24)));
        }
        return customers;
    }

    private static DmnDecision parse(DmnEngine engine, byte[] table) {
        return engine.parseDecision("bench", new ByteArrayInputStream(table));
    }

    private static DmnEngine engine(FeelEngineFactory feel) {
        DefaultDmnEngineConfiguration configuration =
                (DefaultDmnEngineConfiguration) DmnEngineConfiguration.createDefaultDmnEngineConfiguration();
        configuration.setFeelEngineFactory(feel);
        return configuration.buildEngine();
    }
}
