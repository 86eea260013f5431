package io.perennial;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.platform.sql.CustomerDataOwner;
import io.perennial.platform.sql.LedgerRule;
import io.perennial.platform.sql.LedgerTable;
import io.perennial.platform.sql.TimelineSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.core.type.filter.RegexPatternTypeFilter;
import org.springframework.core.type.filter.TypeFilter;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.ClassUtils;

/** Every table of customers has an owner for merge and erasure, a place on the timeline, and, if it is a ledger, a rule. */
class LedgerCoverageTest {

    /** Tables whose data are reassigned and erased by a class that the owner calls. */
    private static final Map<String, String> OWNED_ELSEWHERE = Map.of(
            "coupon_move", "CouponRepository, called by CouponData",
            "customer_alias", "CustomerIdentities records the merge itself",
            "holdout_kin", "HoldoutRepository, called by HoldoutData",
            "insight_customer", "recounted from insight_again");

    private static final Map<String, String> NOT_ON_TIMELINE = Map.ofEntries(
            entry("benefit", "current state of benefit_change"),
            entry("bill", "current state of its events"),
            entry("callback_request", "the callback is shown once it is admitted"),
            entry("check_in", "its points are shown"),
            entry("credit_account", "current state of limit_change and credit_move"),
            entry("credit_balance_entry", "its repayment is shown as an event"),
            entry("credit_hold", "current state of credit_move"),
            entry("customer", "current state of the profile"),
            entry("customer_alias", "merged ids"),
            entry("customer_order", "current state of its events"),
            entry("day_book", "aggregates of events"),
            entry("early_repayment", "its repayment is shown as an event"),
            entry("foresight", "a sample for statistics"),
            entry("holdout_kin", "merged ids"),
            entry("insight_again", "queue of the dashboard"),
            entry("insight_customer", "sums of the dashboard"),
            entry("installment", "its application is shown"),
            entry("installment_application", "current state of application_move"),
            entry("installment_payment", "its repayment is shown as an event"),
            entry("installment_receipt", "its repayment is shown as an event"),
            entry("journey", "its stages and steps are shown"),
            entry("member", "current state of level_change"),
            entry("points_lot", "its points_entry is shown"),
            entry("points_owed", "current state of points_entry"),
            entry("tag", "its decisions are shown"));

    /** Ledgers without a stored balance or state to compare with. */
    private static final Map<String, String> WITHOUT_RULE = Map.of(
            "callback", "checked by its rows in callback_outcome",
            "callback_request", "queue, not the ledger of callbacks",
            "offer_response", "one row per offer, enforced by a unique key",
            "verdict", "read directly",
            "withheld", "read directly");

    private static TestDatabases.TestDatabase database;
    private static AnnotationConfigApplicationContext ledgers;

    @BeforeAll
    static void readSchemaAndLedgers() {
        database = TestDatabases.h2().filled();
        ledgers = new AnnotationConfigApplicationContext();
        classes(new RegexPatternTypeFilter(Pattern.compile("io\\.perennial\\..*Ledger")))
                .forEach(ledgers::register);
        ledgers.refresh();
    }

    @AfterAll
    static void close() {
        ledgers.close();
        database.close();
    }

    @Test
    void everyTableOfCustomersIsReassignedAndErasedByItsOwner() throws IOException {
        StringBuilder owners = new StringBuilder();
        for (Class<?> owner : classes(new AssignableTypeFilter(CustomerDataOwner.class))) {
            owners.append(
                    Files.readString(Path.of("src/main/java", owner.getName().replace('.', '/') + ".java")));
        }
        ledgers.getBeansOfType(LedgerTable.class)
                .values()
                .forEach(table -> owners.append(' ').append(table.name()));

        assertThat(without(owners.toString(), tables("customer_id"))).isEqualTo(OWNED_ELSEWHERE.keySet());
    }

    @Test
    void everyTableOfCustomersIsOnTheTimeline() {
        String sources = texts(TimelineSource.class, TimelineSource::table);

        assertThat(without(sources, tables("customer_id")))
                .containsExactlyInAnyOrderElementsOf(NOT_ON_TIMELINE.keySet());
    }

    @Test
    void everyLedgerHasARule() {
        Set<String> tables = tables("seq");
        tables.retainAll(tables("request_key"));

        assertThat(without(texts(LedgerRule.class, LedgerRule::sql), tables))
                .containsExactlyInAnyOrderElementsOf(WITHOUT_RULE.keySet());
    }

    private static <T> String texts(Class<T> type, Function<T, String> text) {
        return ledgers.getBeansOfType(type).values().stream().map(text).collect(Collectors.joining(" "));
    }

    private static Set<String> without(String text, Set<String> tables) {
        return tables.stream()
                .filter(table ->
                        !Pattern.compile("\\b" + table + "\\b").matcher(text).find())
                .collect(Collectors.toSet());
    }

    private static Set<String> tables(String column) {
        return new TreeSet<>(JdbcClient.create(database.dataSource())
                .sql("""
                        select lower(table_name) from information_schema.columns
                         where lower(column_name) = :column and lower(table_schema) = lower(schema())""")
                .param("column", column)
                .query(String.class)
                .list());
    }

    private static List<Class<?>> classes(TypeFilter filter) {
        ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(filter);
        return scanner.findCandidateComponents("io.perennial").stream()
                .map(BeanDefinition::getBeanClassName)
                .<Class<?>>map(name -> ClassUtils.resolveClassName(name, LedgerCoverageTest.class.getClassLoader()))
                .toList();
    }
}
