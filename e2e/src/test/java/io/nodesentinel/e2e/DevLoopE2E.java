package io.nodesentinel.e2e;

import static io.nodesentinel.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `nodesentinel dev` in a copy of this checkout, whose sources may be changed.
@Tag("long")
class DevLoopE2E {
  private static final Duration BUILT_WITHIN = Duration.ofMinutes(5);
  private static final String SOURCE =
      "operator/src/main/java/io/nodesentinel/operator/control/Wiring.java";
  private static final Set<String> LEFT_OUT =
      Set.of(".git", ".tiltbuild", "test", "docs", "lib", "clusters", "test-classes");

  @TempDir private Path folder;
  private Path checkout;
  private Path output;
  private Process dev;

  @BeforeEach
  void start() throws IOException {
    checkout = folder.resolve("checkout");
    output = folder.resolve("output");
    copy(Cluster.home(), checkout);
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dnodesentinel.home=" + checkout,
                "-cp",
                OperatorUnderTest.classPath(),
                "io.nodesentinel.operator.cli.Main",
                "dev",
                "--nodes=2")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
    dev = builder.start();
    Process started = dev;
    Runtime.getRuntime().addShutdownHook(new Thread(started::destroy));
  }

  @AfterEach
  void end() throws InterruptedException {
    dev.destroy();
    if (!dev.waitFor(60, TimeUnit.SECONDS)) {
      dev.destroyForcibly();
    }
  }

  @Test
  void aChangedSourceIsInTheRestartedOperatorAndEndingItLeavesNothingBehind() throws Exception {
    awaitOutput("| ", " leading", 1);

    replace("LOG.info(\"leading\");", "LOG.info(\"leading\")");
    awaitOutput("that does not compile: the operator goes on as it was", "", 1);

    replace("LOG.info(\"leading\")", "LOG.info(\"leading, as changed\");");
    awaitOutput("| ", " leading, as changed", 1);
    assertThat(text()).contains("changed: Wiring.java; compiling");

    List<ProcessHandle> all = dev.descendants().toList();
    assertThat(all).as("etcd, API server, controllers, scheduler, kwok, operator").hasSize(6);
    // To a JVM the same as Ctrl-C, whose signal is ignored by what was started in the background.
    dev.destroy();
    assertThat(dev.waitFor(60, TimeUnit.SECONDS)).as(text()).isTrue();
    eventually(
        "every process to be gone",
        this::text,
        () -> assertThat(all).noneMatch(ProcessHandle::isAlive));
    assertThat(text()).contains("stopped; nothing of it runs any more");
    assertThat(folder.resolve("state/nodesentinel/dev")).isEmptyDirectory();
  }

  private void replace(String before, String after) throws IOException {
    Path file = checkout.resolve(SOURCE);
    String text = Files.readString(file);
    assertThat(text).contains(before);
    Files.writeString(file, text.replace(before, after));
  }

  private void awaitOutput(String begin, String part, int times) {
    Awaitility.await(begin + part)
        .atMost(BUILT_WITHIN)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() -> {
          assertThat(dev.isAlive()).as(text()).isTrue();
          assertThat(text().lines().filter(l -> l.startsWith(begin) && l.contains(part)).count())
              .as(text())
              .isGreaterThanOrEqualTo(times);
        });
  }

  private String text() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// With the times of files, so that what is compiled there counts as compiled here.
  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path one, BasicFileAttributes attributes)
              throws IOException {
            if (LEFT_OUT.contains(one.getFileName().toString()) || isUnneededOutput(one)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(to.resolve(from.relativize(one).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path one, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(
                one,
                to.resolve(from.relativize(one).toString()),
                StandardCopyOption.COPY_ATTRIBUTES);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static boolean isUnneededOutput(Path one) {
    Path parent = one.getParent();
    return parent != null
        && parent.endsWith("target")
        && !Set.of("classes", "maven-status").contains(one.getFileName().toString());
  }
}
