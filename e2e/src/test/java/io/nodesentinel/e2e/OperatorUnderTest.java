package io.nodesentinel.e2e;

import static io.nodesentinel.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The real operator in a process of its own, with the rights of its ServiceAccount and no others.
/// Its log is in `target/e2e-logs`.
final class OperatorUnderTest implements AutoCloseable {
  private static final Duration GONE_WITHIN = Duration.ofSeconds(20);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private static final List<String> DEFAULTS =
      List.of(
          "--lease-duration=4s",
          "--renew-deadline=3s",
          "--retry-period=1s",
          "--max-unavailable=100%");

  private final Path kubeconfig;
  private final Path log;
  private final File output;
  private final List<String> flags;
  private final Map<String, String> environment;
  private Process process;
  private int port;

  private OperatorUnderTest(
      Path kubeconfig, Path log, File output, List<String> flags, Map<String, String> environment) {
    this.kubeconfig = kubeconfig;
    this.environment = environment;
    this.log = log;
    this.output = output;
    this.flags = flags;
    launch();
  }

  /// Starts it and waits until it leads.
  ///
  /// @param flags further ones, as `--name=value`; they replace those that every test uses
  static OperatorUnderTest start(Cluster cluster, String name, String... flags) {
    return start(cluster.operatorKubeconfig(), name, flags);
  }

  static OperatorUnderTest start(Path kubeconfig, String name, String... flags) {
    OperatorUnderTest operator = launch(kubeconfig, name, flags);
    operator.awaitLeading();
    return operator;
  }

  /// Starts it with an output of which every byte is refused, as by a full disk; waits until it
  /// leads. Its log stays empty.
  static OperatorUnderTest startOnAFullDisk(Path kubeconfig, String name, String... flags) {
    OperatorUnderTest operator = launch(kubeconfig, name, new File("/dev/full"), Map.of(), flags);
    operator.awaitLeading();
    return operator;
  }

  /// Starts it and does not wait.
  static OperatorUnderTest launch(Path kubeconfig, String name, String... flags) {
    return launch(kubeconfig, name, null, Map.of(), flags);
  }

  /// Starts it with further variables in its environment; waits until it leads.
  static OperatorUnderTest start(
      Cluster cluster, String name, Map<String, String> environment, String... flags) {
    OperatorUnderTest operator =
        launch(cluster.operatorKubeconfig(), name, null, environment, flags);
    operator.awaitLeading();
    return operator;
  }

  /// The same, with a kubeconfig given by hand.
  static OperatorUnderTest start(
      Path kubeconfig, String name, Map<String, String> environment, String... flags) {
    OperatorUnderTest operator = launch(kubeconfig, name, null, environment, flags);
    operator.awaitLeading();
    return operator;
  }

  private static OperatorUnderTest launch(
      Path kubeconfig,
      String name,
      @Nullable File output,
      Map<String, String> environment,
      String... flags) {
    Path folder = Cluster.home().resolve("e2e/target/e2e-logs");
    try {
      Files.createDirectories(folder);
      Path log = folder.resolve(name + ".log");
      Files.writeString(log, "");
      return new OperatorUnderTest(
          kubeconfig, log, output == null ? log.toFile() : output, List.of(flags), environment);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts it again, after it was stopped or killed; waits until it leads.
  void restart() {
    launch();
    awaitLeading();
  }

  void launch() {
    assertThat(isRunning()).as("the operator runs already").isFalse();
    port = freePort();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            classPath(),
            "io.nodesentinel.operator.cli.Main",
            "operator",
            "--kubeconfig=" + kubeconfig,
            "--namespace=" + Cluster.NAMESPACE,
            "--bind-address=127.0.0.1",
            "--port=" + port));
    command.addAll(flags);
    DEFAULTS.stream().filter(flag -> !isGiven(flag)).forEach(command::add);
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(output));
      builder.environment().putAll(environment);
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // A test run that is interrupted leaves none behind.
    Process started = process;
    Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
  }

  private boolean isGiven(String defaultFlag) {
    String option = defaultFlag.substring(0, defaultFlag.indexOf('=') + 1);
    return flags.stream().anyMatch(flag -> flag.startsWith(option));
  }

  /// What this test runs from, without the tests.
  static String classPath() {
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Stream.of(all.split(File.pathSeparator, -1))
        .filter(entry -> !entry.isEmpty() && !entry.contains("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void awaitLeading() {
    eventually(
        "the operator to lead",
        this::describe,
        () -> {
          assertThat(isRunning()).as("it runs").isTrue();
          assertThat(answer("/readyz").status()).isEqualTo(200);
          assertThat(metric("nodesentinel_leader")).hasValue(1);
        });
  }

  int exitValue() {
    return process.exitValue();
  }

  long pid() {
    return process.pid();
  }

  boolean isRunning() {
    return process != null && process.isAlive();
  }

  /// An answer of its server; status 0 if there is none.
  record Answer(int status, String body) {}

  Answer answer(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      return new Answer(0, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// The value of the first series that begins like this.
  OptionalDouble metric(String series) {
    return answer("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(series))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst();
  }

  Path log() {
    return log;
  }

  List<String> logLines() {
    try {
      return Files.readAllLines(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Sends a signal, and does not wait for what comes of it.
  ///
  /// @param name such as STOP, CONT or TERM
  void signal(String name) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(pid())).start();
      assertThat(kill.waitFor(5, TimeUnit.SECONDS)).isTrue();
      assertThat(kill.exitValue()).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// The signal that cannot be handled.
  void kill9() {
    process.destroyForcibly();
    awaitGone();
  }

  /// An orderly stop: the lease is given back.
  int stop() {
    process.destroy();
    awaitGone();
    return process.exitValue();
  }

  private void awaitGone() {
    try {
      if (!process.waitFor(GONE_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(
            "the operator did not end within " + GONE_WITHIN + "\n" + describe());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  String describe() {
    List<String> lines = logLines();
    return "the operator "
        + (isRunning() ? "runs" : "has ended with " + process.exitValue())
        + "; its log "
        + log
        + " ends with\n"
        + String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
  }

  @Override
  public void close() {
    if (isRunning()) {
      stop();
    }
  }
}
