package io.nodesentinel.e2e;

import static io.nodesentinel.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.nodesentinel.e2e.controlplane.Helm;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// The real helm, on the cluster of a test. Hooks of the chart are Pods without a kubelet: while
/// helm waits for one, what it says is run from source with its account, and its end is the Pod's.
final class HelmUnderTest {
  private static final long ENDS_WITHIN_SECONDS = 120;

  private final Cluster cluster;
  private final Path helm;
  private final Path folder;
  private final Map<String, String> ofHooks;

  HelmUnderTest(Cluster cluster) {
    this(cluster, Map.of());
  }

  /// @param ofHooks more variables for the processes of hooks
  HelmUnderTest(Cluster cluster, Map<String, String> ofHooks) {
    this.cluster = cluster;
    this.ofHooks = ofHooks;
    this.helm = Helm.locate(Progress::say);
    this.folder = Cluster.home().resolve("e2e/target/helm");
  }

  /// @param output both of its outputs
  record Outcome(int exitCode, String output) {
    Outcome orFail() {
      assertThat(exitCode).as(output).isZero();
      return this;
    }
  }

  /// The chart as a package, as a person would get it.
  Path packaged() {
    run("package", chart().toString(), "--destination", folder.toString()).orFail();
    return folder.resolve("nodesentinel-0.1.0.tgz");
  }

  static Path chart() {
    return Cluster.home().resolve("charts/nodesentinel");
  }

  /// Runs it to its end.
  Outcome run(String... arguments) {
    return finish(start(arguments));
  }

  /// Runs a line of shell, in which `helm` is this one and `kubectl` the one on the path.
  Outcome shell(String line) {
    return finish(start("shell", List.of("sh", "-ec", "set -u; " + line)));
  }

  /// Runs it, and meanwhile the processes that the Pods of the Job of this name ask for: one, or
  /// more where one fails.
  ///
  /// @return what helm came to; the hook's own output is in its log
  Outcome runWithHook(String job, String... arguments) {
    Running running = start(arguments);
    Set<String> played = new HashSet<>();
    while (true) {
      List<Pod> pods = new ArrayList<>();
      eventually(
          "a Pod of the hook " + job + ", or the end of helm",
          () -> read(running.output()),
          () -> {
            pods.addAll(runningPods(job));
            pods.removeIf(pod -> played.contains(pod.getMetadata().getName()));
            assertThat(pods.isEmpty() && running.process().isAlive()).isFalse();
          });
      if (pods.isEmpty()) {
        assertThat(played)
            .as("the hook %s was never run: %s", job, read(running.output()))
            .isNotEmpty();
        return finish(running);
      }
      played.add(pods.getFirst().getMetadata().getName());
      play(pods.getFirst(), job);
    }
  }

  private List<Pod> runningPods(String job) {
    return cluster
        .admin()
        .pods()
        .inNamespace(Cluster.NAMESPACE)
        .withLabel("job-name", job)
        .list()
        .getItems()
        .stream()
        .filter(pod -> "Running".equals(pod.getStatus().getPhase()))
        .toList();
  }

  private void play(Pod pod, String job) {
    ChartedPod charted = ChartedPod.of(cluster.admin(), pod);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            OperatorUnderTest.classPath(),
            "io.nodesentinel.operator.cli.Main"));
    command.addAll(charted.arguments());
    Path log = folder.resolve(job + ".log");
    Map<String, String> surroundings = new HashMap<>(ofHooks);
    surroundings.put("KUBECONFIG", cluster.kubeconfigOf(charted.serviceAccount()).toString());
    surroundings.put("NODESENTINEL_NAMESPACE", Cluster.NAMESPACE);
    Outcome hook = finish(start(command, log, charted.environment(), surroundings));
    boolean good = hook.exitCode() == 0;
    Progress.say("the hook " + job + " ended with " + hook.exitCode() + "; its log is " + log);
    cluster
        .admin()
        .pods()
        .inNamespace(Cluster.NAMESPACE)
        .withName(pod.getMetadata().getName())
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"status\":{\"phase\":\"%s\"}}".formatted(good ? "Succeeded" : "Failed"));
  }

  private record Running(Process process, Path output) {}

  private Running start(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(helm.toString());
    command.addAll(List.of(arguments));
    return start(arguments[0], command);
  }

  private Running start(String log, List<String> command) {
    return start(
        command,
        folder.resolve(log + ".log"),
        Map.of(
            "PATH", helm.getParent() + File.pathSeparator + System.getenv("PATH"),
            "HELM_CACHE_HOME", folder.resolve("cache").toString(),
            "HELM_CONFIG_HOME", folder.resolve("config").toString(),
            "HELM_DATA_HOME", folder.resolve("data").toString()),
        Map.of("KUBECONFIG", cluster.kubeconfig().toString()));
  }

  private static Running start(
      List<String> command, Path output, Map<String, String> some, Map<String, String> more) {
    try {
      Files.createDirectories(output.getParent());
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      builder.environment().putAll(some);
      builder.environment().putAll(more);
      Process process = builder.start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return new Running(process, output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Outcome finish(Running running) {
    try {
      if (!running.process().waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
        running.process().destroyForcibly();
        throw new AssertionError(
            "no end within " + ENDS_WITHIN_SECONDS + " s\n" + read(running.output()));
      }
      return new Outcome(running.process().exitValue(), read(running.output()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
