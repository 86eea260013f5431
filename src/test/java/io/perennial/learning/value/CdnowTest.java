package io.perennial.learning.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Comparison with published results: the 1/10 sample of the CDNOW cohort, fitted on its first 39 weeks (Fader, Hardie and
 * Lee 2005, table 2; Fader and Hardie 2013, section 4).
 */
class CdnowTest {

    private static final Path DATA = Path.of("..", "shared", "data");
    private static final LocalDate CALIBRATED = LocalDate.of(1997, 9, 30);
    private static final LocalDate END = LocalDate.of(1998, 6, 30);

    private static final Map<String, SortedMap<LocalDate, Double>> DAYS = new HashMap<>();

    @BeforeAll
    static void readThePurchases() throws IOException {
        Assumptions.assumeTrue(
                Files.exists(DATA.resolve("purchases.ndjson.gz")),
                () -> "No histories at " + DATA.toAbsolutePath().normalize());
        Set<String> sample = new HashSet<>(Files.readAllLines(DATA.resolve("purchases-sample-ids.txt")));
        ObjectMapper json = new ObjectMapper();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(DATA.resolve("purchases.ndjson.gz"))),
                StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                JsonNode event = json.readTree(line);
                if (sample.contains(event.get("customerId").asText())
                        && event.get("type").asText().equals("ORDER_PLACED")) {
                    DAYS.computeIfAbsent(event.get("customerId").asText(), id -> new TreeMap<>())
                            .merge(
                                    OffsetDateTime.parse(event.get("occurredAt").asText())
                                            .toLocalDate(),
                                    event.at("/data/amount").asDouble(),
                                    Double::sum);
                }
            }
        }
        assertThat(DAYS).hasSize(2_357);
    }

    @Test
    void purchaseParametersAreAsPublished() {
        BgNbd.Fit fit = fit();

        assertThat(fit.logLikelihood()).isCloseTo(-9582.4, within(0.1));
        assertThat(fit.model().r()).isCloseTo(0.243, Percentage.withPercentage(1));
        assertThat(fit.model().alpha()).isCloseTo(4.414, Percentage.withPercentage(1));
        assertThat(fit.model().a()).isCloseTo(0.793, Percentage.withPercentage(1));
        assertThat(fit.model().b()).isCloseTo(2.426, Percentage.withPercentage(1));
    }

    /** For all weeks, as in the paper, whose model is 4 % too low at the end. */
    @Test
    void repeatPurchasesUntilWeekSeventyEightArePredictedWithinFivePercent() {
        BgNbd model = fit().model();

        double expected = DAYS.values().stream()
                .mapToDouble(days -> model.expectedOfNewCustomer(ChronoUnit.DAYS.between(days.firstKey(), END) / 7.0))
                .sum();

        assertThat(expected).isCloseTo(repeatsAfter(null), Percentage.withPercentage(5));
    }

    /** For the holdout weeks 40 to 78, which contain the whole error: 229 of 1,882 purchases. They were not fitted. */
    @Test
    void holdoutWeeksAreUnderpredictedAsPublished() {
        BgNbd model = fit().model();

        double expected = DAYS.values().stream()
                .mapToLong(CdnowTest::key)
                .mapToDouble(key -> model.expectedPurchases(
                        PurchaseCounts.repeats(key),
                        PurchaseCounts.recencyDays(key) / 7.0,
                        PurchaseCounts.ageDays(key) / 7.0,
                        ChronoUnit.DAYS.between(CALIBRATED, END) / 7.0))
                .sum();

        assertThat(repeatsAfter(CALIBRATED)).isEqualTo(1_882);
        assertThat(expected).isCloseTo(1_653, Percentage.withPercentage(1));
    }

    /** Checks customer 0001 of the authors' note "Implementing the BG/NBD Model for Customer Base Analysis in Excel". */
    @Test
    void expectationOfCustomerOneIsAsPublished() {
        BgNbd published = new BgNbd(0.243, 4.414, 0.793, 2.426);

        assertThat(published.expectedPurchases(2, 30.43, 38.86, 39)).isCloseTo(1.226, within(0.001));
    }

    private static long repeatsAfter(LocalDate day) {
        return DAYS.values().stream()
                .mapToLong(days -> day == null
                        ? days.size() - 1
                        : days.tailMap(day.plusDays(1)).size())
                .sum();
    }

    @Test
    void spendParametersAreAsPublished() {
        List<double[]> repeats = DAYS.values().stream()
                .map(days -> days.headMap(CALIBRATED.plusDays(1)))
                .filter(days -> days.size() > 1)
                .map(days -> new double[] {
                    days.size() - 1.0,
                    days.values().stream()
                            .skip(1)
                            .mapToDouble(Double::doubleValue)
                            .sum()
                })
                .filter(spent -> spent[1] > 0)
                .toList();

        GammaGamma model = GammaGamma.fit(
                        repeats.stream().mapToInt(spent -> (int) spent[0]).toArray(),
                        repeats.stream().mapToDouble(spent -> spent[1]).toArray(),
                        null)
                .model();

        assertThat(repeats).hasSize(946);
        assertThat(model.p()).isCloseTo(6.25, Percentage.withPercentage(1));
        assertThat(model.q()).isCloseTo(3.74, Percentage.withPercentage(1));
        assertThat(model.v()).isCloseTo(15.44, Percentage.withPercentage(1));
    }

    private static BgNbd.Fit fit() {
        return BgNbd.fit(
                PurchaseCounts.of(
                        DAYS.values().stream().mapToLong(CdnowTest::key).toArray()),
                null);
    }

    /** Purchases of the first 39 weeks. */
    private static long key(SortedMap<LocalDate, Double> days) {
        SortedMap<LocalDate, Double> seen = days.headMap(CALIBRATED.plusDays(1));
        return PurchaseCounts.key(
                seen.size() - 1,
                ChronoUnit.DAYS.between(seen.firstKey(), seen.lastKey()),
                ChronoUnit.DAYS.between(seen.firstKey(), CALIBRATED));
    }
}
