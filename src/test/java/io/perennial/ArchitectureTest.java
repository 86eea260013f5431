package io.perennial;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
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
import java.util.Set;
import java.util.TreeSet;

/** The house keeps its rules. */
@AnalyzeClasses(packages = "io.perennial", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule onlyEngineAndTaskKnowCamunda = noClasses()
            .that()
            .resideOutsideOfPackages("io.perennial.platform.engine..", "io.perennial.task..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.camunda..");

    @ArchTest
    static final ArchRule noPackageCycles =
            slices().matching("io.perennial.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule repositoriesStayInTheirPackage =
            classes().that().haveSimpleNameEndingWith("Repository").should().bePackagePrivate();

    @ArchTest
    static final ArchRule timeComesFromTheClock = noClasses()
            .that()
            .resideOutsideOfPackages("io.perennial.platform.clock..")
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

    @ArchTest
    static final ArchRule moneyIsNoFloat = fields().should().notHaveRawType(float.class);

    @ArchTest
    static final ArchRule insightAndTimelineOnlyReadTables = noClasses()
            .that(are(resideInAPackage("io.perennial.insight.timeline..")))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.perennial.customer.event..",
                    "io.perennial.customer.profile..",
                    "io.perennial.journey..",
                    "io.perennial.effect.coupon..");

    @ArchTest
    static final ArchRule everyPackageSaysItsOneIdea = classes().should(belongToAnExplainedPackage());

    private static ArchCondition<JavaClass> belongToAnExplainedPackage() {
        return new ArchCondition<>("belong to a package with a package-info that says its one idea") {
            private final Set<String> explained = new TreeSet<>();

            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String path = "src/main/java/" + type.getPackageName().replace('.', '/') + "/package-info.java";
                boolean present = explained.contains(type.getPackageName())
                        || type.getPackageName().equals("io.perennial")
                        || java.nio.file.Files.exists(java.nio.file.Path.of(path));
                if (present) {
                    explained.add(type.getPackageName());
                } else {
                    events.add(SimpleConditionEvent.violated(type, path + " is missing"));
                }
            }
        };
    }
}
