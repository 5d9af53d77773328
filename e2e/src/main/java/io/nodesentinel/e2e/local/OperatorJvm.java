package io.nodesentinel.e2e.local;

import io.nodesentinel.e2e.controlplane.HostFolders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/// The operator in a JVM of its own, from the class path of this one.
public final class OperatorJvm implements AutoCloseable {
  private static final Duration READY = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(20);
  private static final long POLL_NANOS = 50_000_000;

  private final Process process;
  private final int port;
  private final Path log;
  private final Thread atExit;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private OperatorJvm(Process process, int port, Path log) {
    this.process = process;
    this.port = port;
    this.log = log;
    this.atExit = Thread.ofPlatform().unstarted(process::destroy);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /// Starts the operator; returns at once.
  ///
  /// @param jvmFlags for example `-Xmx256m`
  /// @param options as on the command line, beside `--kubeconfig` and the port
  /// @throws IOException if the process cannot be started
  public static OperatorJvm start(
      Path kubeconfig, Path log, List<String> jvmFlags, List<String> options) throws IOException {
    return start(kubeconfig, log, jvmFlags, options, Map.of());
  }

  /// As [#start(Path, Path, List, List)].
  ///
  /// @param environment beside that of this process
  public static OperatorJvm start(
      Path kubeconfig,
      Path log,
      List<String> jvmFlags,
      List<String> options,
      Map<String, String> environment)
      throws IOException {
    String classPath = System.getProperty("java.class.path");
    return start(classPath, kubeconfig, log, jvmFlags, options, environment);
  }

  /// As [#start(Path, Path, List, List, Map)], from another class path than that of this process.
  public static OperatorJvm start(
      String classPath,
      Path kubeconfig,
      Path log,
      List<String> jvmFlags,
      List<String> options,
      Map<String, String> environment)
      throws IOException {
    int port = freePort();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dnodesentinel.home=" + HostFolders.repository());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-XX:+UseCompactObjectHeaders");
    command.addAll(jvmFlags);
    command.addAll(List.of("-cp", classPath, "io.nodesentinel.operator.cli.Main"));
    command.addAll(
        List.of(
            "operator",
            "--kubeconfig",
            kubeconfig.toString(),
            "--namespace",
            Installation.NAME,
            "--bind-address",
            "127.0.0.1",
            "--port",
            Integer.toString(port)));
    command.addAll(options);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    return new OperatorJvm(process, port, log);
  }

  /// Waits until `/readyz` says yes.
  ///
  /// @throws TimeoutException with the last answer, if it does not in a minute
  /// @throws IOException if the process ended instead
  public void awaitReady() throws IOException, TimeoutException {
    awaitReady(READY);
  }

  /// As [#awaitReady()], for a cluster whose first lists take longer.
  public void awaitReady(Duration patience) throws IOException, TimeoutException {
    Instant end = Instant.now().plus(patience);
    String last = "no answer";
    while (Instant.now().isBefore(end)) {
      if (!process.isAlive()) {
        throw new IOException("the operator ended with " + process.exitValue() + ": " + tail());
      }
      try {
        HttpResponse<String> answer = get("/readyz");
        if (answer.statusCode() == 200) {
          return;
        }
        last = answer.body();
      } catch (IOException notYet) {
        last = String.valueOf(notYet.getMessage());
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    throw new TimeoutException("the operator is not ready after " + patience + ": " + last);
  }

  /// The value of one metric, summed over its labels that contain `labels`.
  ///
  /// @throws IOException if the operator does not answer
  public double metric(String name, String labels) throws IOException {
    return get("/metrics")
        .body()
        .lines()
        .filter(l -> l.startsWith(name + " ") || l.startsWith(name + "{") && l.contains(labels))
        .mapToDouble(l -> Double.parseDouble(l.substring(l.lastIndexOf(' ') + 1)))
        .sum();
  }

  private HttpResponse<String> get(String path) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped while asking the operator", interrupted);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public Path log() {
    return log;
  }

  /// Ends it without any warning, as a crash would.
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /// Asks it to stop, and waits; ends it if it does not.
  @Override
  public void close() {
    stop(STOP);
  }

  /// As [#close()], for one that has a reason to take longer, such as an AOT cache to write.
  public void stop(Duration patience) {
    process.destroy();
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      kill();
    }
    http.close();
    forgetHook();
  }

  private void forgetHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException shuttingDown) {
      // The hook runs, or ran: the process has ended or is about to.
    }
  }

  private String tail() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
