package io.nodesentinel.image;

import io.nodesentinel.image.training.ApiDouble;
import io.nodesentinel.image.training.Credentials;
import io.nodesentinel.image.training.TrainingWorld;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The operator of a file tree on a double of an API server, played to the end: to train an AOT
/// cache, and to measure starts.
final class TrainedOperator {
  private static final Duration WRITES_CACHE = Duration.ofMinutes(3);

  private final Path root;
  private final List<String> jars;
  private final Path scratch;

  /// @param root the tree
  /// @param jars their places in it
  /// @param scratch an empty folder, for logs and keys
  TrainedOperator(Path root, List<String> jars, Path scratch) {
    this.root = root;
    this.jars = List.copyOf(jars);
    this.scratch = scratch;
  }

  /// @param toCordon from the start of the process until the node was cordoned
  /// @param residentMib when the story had ended, in MiB; 0 where the system does not tell
  record Run(Duration toCordon, double residentMib) {}

  /// Trains an AOT cache: a start, leadership, a quarantine with its drain, a release, the probes,
  /// and an orderly stop.
  ///
  /// @throws ImageException if the run fails or leaves no cache
  void train(Path cache) throws IOException, InterruptedException {
    Files.deleteIfExists(cache);
    // What the JVM left out of the cache and why is for the log of this run, not for the screen.
    run(List.of("-XX:AOTCacheOutput=" + cache, "-Xlog:aot=warning:stderr"));
    if (!Files.isRegularFile(cache)) {
      throw new ImageException(
          "the training run left no AOT cache; the JVM says why in " + log() + ".");
    }
  }

  /// Runs the story once.
  ///
  /// @param flags for the JVM
  Run run(List<String> flags) throws IOException, InterruptedException {
    Path kubeconfig = scratch.resolve("training.yaml");
    int port = freePort();
    try (ApiDouble api = ApiDouble.start(Credentials.create(scratch))) {
      TrainingWorld world = new TrainingWorld(api);
      Files.writeString(kubeconfig, api.kubeconfig());
      ProcessBuilder builder =
          new ProcessBuilder(command(flags, kubeconfig, port))
              .redirectErrorStream(true)
              .redirectOutput(log().toFile());
      // Options of the machine that builds are not the image's.
      builder.environment().keySet().removeIf(k -> k.contains("JAVA") || k.startsWith("NODESENT"));
      builder.environment().keySet().removeIf(k -> k.startsWith("DATASTORE_"));
      long start = System.nanoTime();
      Process operator = builder.start();
      try {
        world.awaitCordon(operator::isAlive);
        Duration toCordon = Duration.ofNanos(System.nanoTime() - start);
        world.playToTheEnd(operator::isAlive);
        for (String path : List.of("/healthz", "/readyz", "/metrics")) {
          ask("http://127.0.0.1:" + port + path);
        }
        double resident = Resident.mib(operator.pid());
        stop(operator);
        return new Run(toCordon, resident);
      } finally {
        operator.destroyForcibly();
      }
    } finally {
      Files.deleteIfExists(kubeconfig);
    }
  }

  private List<String> command(List<String> flags, Path kubeconfig, int port) {
    List<String> here = jars.stream().map(jar -> Layout.under(root, jar).toString()).toList();
    List<String> words = new ArrayList<>();
    words.add(Layout.under(root, Layout.JAVA).resolve("bin/java").toString());
    words.addAll(flags);
    words.addAll(LaunchOptions.plain(here));
    words.addAll(List.of("operator", "--kubeconfig", kubeconfig.toString()));
    words.addAll(List.of("--bind-address", "127.0.0.1", "--port", Integer.toString(port)));
    words.addAll(List.of("--max-unavailable", "50%"));
    return words;
  }

  private void stop(Process operator) throws InterruptedException {
    operator.destroy();
    if (!operator.waitFor(WRITES_CACHE.toSeconds(), TimeUnit.SECONDS)) {
      throw new ImageException("the operator did not end; see " + log() + ".");
    }
  }

  private static void ask(String url) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(30)).build();
      int code = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (code != 200) {
        throw new ImageException("the operator answered " + code + " to " + url + ".");
      }
    }
  }

  private Path log() {
    return scratch.resolve("operator.log");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
