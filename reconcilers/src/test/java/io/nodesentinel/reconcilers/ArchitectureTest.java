package io.nodesentinel.reconcilers;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The house rules that a compiler does not check.
@AnalyzeClasses(packages = "io.nodesentinel", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "io.nodesentinel.reconcilers";
  private static final int MAX_RECONCILER_LINES = 150;

  /// What decides: the same answer for the same input, in a test, in a simulator and in a cluster.
  private static final DescribedPredicate<JavaClass> DECIDES =
      resideInAnyPackage(ROOT + ".ledger..", ROOT + ".policy..")
          .or(outermost(simpleNameEndingWith("Planner")).and(resideInAnyPackage(ROOT + "..")))
          .as("classes that decide");

  private static final Set<String> CLOCK_METHODS =
      Set.of(
          "java.lang.System.currentTimeMillis",
          "java.lang.System.nanoTime",
          "java.time.Instant.now",
          "java.time.LocalDate.now",
          "java.time.LocalDateTime.now",
          "java.time.OffsetDateTime.now",
          "java.time.ZonedDateTime.now");

  @ArchTest
  static final ArchRule what_decides_knows_no_client_driver_or_network =
      noClasses()
          .that(DECIDES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.fabric8.kubernetes.client..",
              "io.javaoperatorsdk..",
              "java.net..",
              "java.sql..",
              "javax.sql..",
              "java.nio.channels..",
              "com.mongodb..",
              "org.postgresql..");

  @ArchTest
  static final ArchRule what_decides_reads_no_clock_and_draws_no_random_number =
      noClasses()
          .that(DECIDES)
          .should()
          .accessTargetWhere(
              describe("a clock or a source of random numbers", ArchitectureTest::isImpure));

  @ArchTest
  static final ArchRule nothing_sleeps =
      noClasses()
          .should()
          .accessTargetWhere(
              describe(
                  "a sleep",
                  access ->
                      access.getName().equals("sleep")
                          && (access.getTargetOwner().isEquivalentTo(Thread.class)
                              || access.getTargetOwner().isEquivalentTo(TimeUnit.class))));

  @ArchTest
  static final ArchRule packages_have_no_cycles =
      slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule internal_packages_stay_inside =
      classes().should(new StayOutOfInternalPackagesOfOthers());

  @ArchTest
  static final ArchRule crds_depend_on_nothing_of_ours =
      noClasses()
          .that()
          .resideInAPackage("io.nodesentinel.crds..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("io.nodesentinel..")
                  .and(
                      DescribedPredicate.not(resideInAnyPackage("io.nodesentinel.crds.."))
                          .as("not of crds")))
          .allowEmptyShould(true);

  @Test
  void reconcilers_are_short() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path source : reconcilerSources()) {
      int lines = Files.readString(source, UTF_8).split("\n", -1).length - 1;
      if (lines > MAX_RECONCILER_LINES) {
        tooLong.add(source + " has " + lines + " lines");
      }
    }
    assertThat(tooLong)
        .as("reconcilers of more than %d lines: move decisions to planners", MAX_RECONCILER_LINES)
        .isEmpty();
  }

  private static boolean isImpure(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    return CLOCK_METHODS.contains(owner.getName() + "." + access.getName())
        || (owner.isEquivalentTo(Clock.class) && access.getName().startsWith("system"))
        || (owner.isEquivalentTo(UUID.class) && access.getName().equals("randomUUID"))
        || (owner.isEquivalentTo(Math.class) && access.getName().equals("random"))
        || owner.isAssignableTo(Random.class)
        || owner.isEquivalentTo(ThreadLocalRandom.class)
        || owner.isEquivalentTo(RandomGenerator.class);
  }

  private static List<Path> reconcilerSources() throws IOException {
    String home = System.getProperty("nodesentinel.home");
    assertThat(home).as("system property nodesentinel.home: the root of the checkout").isNotNull();
    List<Path> sources = new ArrayList<>();
    for (String module :
        List.of("crds", "datastore", "reconcilers", "operator", "monitor", "e2e")) {
      Path root = Path.of(home, module);
      if (Files.isDirectory(root)) {
        try (Stream<Path> files = Files.walk(root)) {
          files
              .filter(file -> file.getFileName().toString().endsWith("Reconciler.java"))
              .filter(file -> file.toString().contains("/src/main/"))
              .forEach(sources::add);
        }
      }
    }
    return sources;
  }

  private static DescribedPredicate<JavaClass> outermost(
      DescribedPredicate<? super JavaClass> predicate) {
    return describe(
        "in a file of " + predicate.getDescription(),
        type -> {
          JavaClass outer = type;
          while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
          }
          return predicate.test(outer);
        });
  }

  /// What lies in `a.b.internal` may be used from `a.b` and below only.
  private static final class StayOutOfInternalPackagesOfOthers extends ArchCondition<JavaClass> {
    private static final String INTERNAL = ".internal";

    StayOutOfInternalPackagesOfOthers() {
      super("stay out of the internal packages of others");
    }

    @Override
    public void check(JavaClass origin, ConditionEvents events) {
      for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
        String target = dependency.getTargetClass().getPackageName();
        int at = (target + ".").indexOf(INTERNAL + ".");
        if (at < 0 || !target.startsWith("io.nodesentinel.")) {
          continue;
        }
        String owner = target.substring(0, at);
        String from = origin.getPackageName();
        if (!from.equals(owner) && !from.startsWith(owner + ".")) {
          events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
        }
      }
    }
  }
}
