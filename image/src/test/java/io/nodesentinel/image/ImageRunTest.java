package io.nodesentinel.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.image.training.ApiDouble;
import io.nodesentinel.image.training.Credentials;
import io.nodesentinel.image.training.TrainingWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What is in the image, run with nothing of this machine but its kernel.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageRunTest {
  private static final Map<String, String> CACHE_OR_FAIL =
      Map.of("JDK_JAVA_OPTIONS", "-XX:AOTMode=on");

  private static final Pattern SUBCOMMAND = Pattern.compile("^ {2}([a-z]+) ");

  private Container container;

  @TempDir private Path folder;

  @BeforeAll
  void unpack() throws IOException, InterruptedException {
    container = BuiltImage.container();
  }

  @Test
  void it_says_its_version_with_no_word_about_the_aot_cache() throws Exception {
    Container.Result result = container.run(Map.of(), "--version");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .startsWith("nodesentinel " + BuildFacts.read().version())
        .contains("Java 25");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void every_subcommand_explains_itself() throws Exception {
    String help = container.run(Map.of(), "--help").out();

    List<String> commands =
        help.lines()
            .dropWhile(line -> !line.equals("Commands:"))
            .map(line -> SUBCOMMAND.matcher(line))
            .filter(Matcher::find)
            .map(match -> match.group(1))
            .toList();
    assertThat(commands).contains("crds", "migrate", "operator", "schema", "simulate");
    for (String command : commands) {
      Container.Result result = container.run(Map.of(), command, "--help");
      assertThat(result.code()).as(result.err()).isZero();
      assertThat(result.out()).contains("Usage: nodesentinel " + command);
    }
  }

  @Test
  void wrong_usage_exits_with_2() throws Exception {
    assertThat(container.run(Map.of(), "operator", "--no-such-option").code()).isEqualTo(2);
  }

  @Test
  void the_aot_cache_fits_whatever_collector_the_jvm_chooses() throws Exception {
    for (String collector : new String[] {"G1", "Serial", "Parallel"}) {
      Container.Result result =
          container.run(
              Map.of("JDK_JAVA_OPTIONS", "-XX:AOTMode=on -XX:+Use" + collector + "GC"),
              "--version");

      assertThat(result.code()).as("%s: %s", collector, result.err()).isZero();
    }
  }

  @Test
  void where_the_aot_cache_does_not_fit_it_goes_on_and_says_so_in_one_line() throws Exception {
    Container.Result result =
        container.run(Map.of("JDK_JAVA_OPTIONS", "-XX:-UseCompactObjectHeaders"), "--version");

    assertThat(result.code()).isZero();
    assertThat(result.out()).startsWith("nodesentinel ");
    // The JVM tells on its own that it read the variable.
    assertThat(result.err().lines().filter(line -> !line.startsWith("NOTE:")))
        .singleElement()
        .asString()
        .startsWith("nodesentinel: starting without the AOT cache");
  }

  @Test
  void a_jar_of_another_time_than_the_trained_one_is_noticed() throws Exception {
    Path jar = container.file(BuiltImage.get().built().jars().getFirst());
    FileTime time = Files.getLastModifiedTime(jar);
    Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
    try {
      assertThat(container.run(CACHE_OR_FAIL, "--version").code()).isNotZero();
    } finally {
      Files.setLastModifiedTime(jar, time);
    }
    assertThat(container.run(CACHE_OR_FAIL, "--version").code()).isZero();
  }

  @Test
  void its_files_cannot_be_written_and_are_not_its_user_s() throws Exception {
    Container.Result result =
        container.run(Map.of("JDK_JAVA_OPTIONS", "-Xlog:all=info:file=/tmp/a-log"), "--version");

    assertThat(result.code()).isNotZero();
    assertThat(result.out() + result.err()).contains("Read-only file system");
    assertThat(container.file("/tmp/a-log")).doesNotExist();
    assertThat(Files.getAttribute(container.file(Layout.COMMAND), "unix:uid")).isEqualTo(0);
  }

  @Test
  void as_operator_it_cordons_drains_and_releases_on_the_cache_as_nobody() throws Exception {
    try (ApiDouble api = ApiDouble.start(Credentials.create(folder))) {
      TrainingWorld world = new TrainingWorld(api);
      Path kubeconfig = container.file("/etc/kubeconfig");
      Files.writeString(kubeconfig, api.kubeconfig());
      Path out = folder.resolve("out");
      Path err = folder.resolve("err");
      Process operator =
          container.start(
              CACHE_OR_FAIL,
              out,
              err,
              "operator",
              "--kubeconfig=/etc/kubeconfig",
              "--port=0",
              "--bind-address=127.0.0.1",
              "--max-unavailable=50%");
      try {
        world.awaitCordon(operator::isAlive);
        assertThat(Files.readAllLines(Path.of("/proc/" + operator.pid() + "/status")))
            .anyMatch(line -> line.matches("Uid:\\s+65532\\s.*"))
            .anyMatch(line -> line.matches("Gid:\\s+65532\\s.*"));
        world.playToTheEnd(operator::isAlive);
        operator.destroy();
        assertThat(operator.waitFor(1, TimeUnit.MINUTES)).isTrue();
      } finally {
        operator.destroyForcibly();
        Files.deleteIfExists(kubeconfig);
      }
      assertThat(operator.exitValue()).as("an orderly stop").isZero();
      assertThat(Files.readAllLines(out))
          .as("one JSON object for each line")
          .isNotEmpty()
          .allMatch(line -> line.startsWith("{") && line.endsWith("}"));
      assertThat(Files.readAllLines(err)).allMatch(line -> line.startsWith("NOTE:"));
    }
  }
}
