package io.perennial;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The rules of the structure: rooms and their directions, where Camunda, time and money may be used. */
@AnalyzeClasses(packages = "io.perennial", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    /** Each room uses those before it; batch is beside task, whose steps use it. */
    private static final List<String> ROOMS = List.of(
            "platform", "decision", "journey", "customer", "effect", "learning", "batch", "task", "insight", "demo");

    @ArchTest
    static final ArchRule onlyEngineAndTaskKnowCamunda = noClasses()
            .that()
            .resideOutsideOfPackages("io.perennial.platform.engine..", "io.perennial.task..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.camunda..");

    @ArchTest
    static final ArchRule everyClassIsInARoom = classes()
            .that()
            .doNotHaveSimpleName("Perennial")
            .should()
            .resideInAnyPackage(
                    ROOMS.stream().map(room -> "io.perennial." + room + "..").toArray(String[]::new));

    @ArchTest
    static void roomsUseOnlyThoseBeforeThem(JavaClasses classes) {
        for (int i = 0; i < ROOMS.size() - 1; i++) {
            noClasses()
                    .that()
                    .resideInAPackage("io.perennial." + ROOMS.get(i) + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(ROOMS.subList(i + 1, ROOMS.size()).stream()
                            .map(room -> "io.perennial." + room + "..")
                            .toArray(String[]::new))
                    .check(classes);
        }
    }

    @ArchTest
    static final ArchRule noCyclesBetweenRooms =
            slices().matching("io.perennial.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noCyclesBetweenPackages =
            slices().matching("io.perennial.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule repositoriesStayInTheirPackage =
            classes().that().haveSimpleNameEndingWith("Repository").should().bePackagePrivate();

    @ArchTest
    static final ArchRule timeComesFromTheClock = noClasses()
            .that()
            .resideOutsideOfPackages("io.perennial.platform.clock..")
            .and()
            .doNotHaveSimpleName("SequenceIds")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callConstructor(Date.class);

    /** Money is a {@link java.math.BigDecimal}; what is learned from it (means, variances, intervals) is statistics. */
    @ArchTest
    static final ArchRule moneyIsNoFloatingPoint = noFields()
            .that()
            .areDeclaredInClassesThat()
            .resideOutsideOfPackage("io.perennial.learning..")
            .and()
            .haveNameMatching("(?i).*(amount|price|cost|spend|spent|limit|balance|budget|margin|interest|fee|yuan).*")
            .should()
            .haveRawType(double.class)
            .orShould()
            .haveRawType(Double.class)
            .orShould()
            .haveRawType(float.class)
            .orShould()
            .haveRawType(Float.class);

    @ArchTest
    static final ArchRule timelineAndLedgerCheckOnlyReadTables = noClasses()
            .that()
            .resideInAnyPackage("io.perennial.insight.ledger..", "io.perennial.insight")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.perennial.decision..",
                    "io.perennial.journey..",
                    "io.perennial.customer..",
                    "io.perennial.effect..",
                    "io.perennial.learning..",
                    "io.perennial.batch..",
                    "io.perennial.task..");

    @ArchTest
    static final ArchRule everyPackageIsDescribed = classes().should(belongToADescribedPackage());

    private static ArchCondition<JavaClass> belongToADescribedPackage() {
        return new ArchCondition<>("belong to a package with a package-info") {
            private final Set<String> described = new TreeSet<>();

            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String path = "src/main/java/" + type.getPackageName().replace('.', '/') + "/package-info.java";
                boolean present = described.contains(type.getPackageName())
                        || type.getPackageName().equals("io.perennial")
                        || java.nio.file.Files.exists(java.nio.file.Path.of(path));
                if (present) {
                    described.add(type.getPackageName());
                } else {
                    events.add(SimpleConditionEvent.violated(type, path + " is missing"));
                }
            }
        };
    }
}
