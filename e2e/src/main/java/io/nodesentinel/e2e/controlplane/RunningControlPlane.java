package io.nodesentinel.e2e.controlplane;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// A control plane seen from another process than the one that started it: what its state folder
/// and the system say about it.
///
/// @param apiServerReady whether `/readyz` says so to whoever has the kubeconfig in the folder
record RunningControlPlane(StateFolder state, List<Entry> processes, boolean apiServerReady) {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /// @param port on 127.0.0.1
  record Entry(Program program, long pid, boolean running, OptionalLong residentKib, int port) {}

  static RunningControlPlane look(StateFolder state) throws IOException {
    List<Entry> entries =
        state.marks().entrySet().stream().map(RunningControlPlane::entry).toList();
    return new RunningControlPlane(state, entries, askWhetherReady(state));
  }

  private static Entry entry(Map.Entry<Program, ProcessMark> started) {
    ProcessMark mark = started.getValue();
    boolean running = mark.process().isPresent();
    return new Entry(
        started.getKey(),
        mark.pid(),
        running,
        running ? Processes.residentKib(mark.pid()) : OptionalLong.empty(),
        mark.port());
  }

  /// Complete, ready, and not in the middle of being started.
  boolean isUsable() {
    return processes.size() == Program.values().length
        && processes.stream().allMatch(Entry::running)
        && !state.isClaimed()
        && apiServerReady;
  }

  private static boolean askWhetherReady(StateFolder state) throws IOException {
    if (!Files.exists(state.kubeconfig())) {
      return false;
    }
    try (KubernetesClient client = client(state)) {
      return "ok".equals(client.raw("/readyz"));
    } catch (KubernetesClientException notReady) {
      return false;
    }
  }

  /// A client with the kubeconfig in the state folder. The caller closes it.
  KubernetesClient client() throws IOException {
    return client(state);
  }

  private static KubernetesClient client(StateFolder state) throws IOException {
    Config config =
        new ConfigBuilder(Config.fromKubeconfig(Files.readString(state.kubeconfig())))
            .withHttp2Disable(true)
            .withRequestRetryBackoffLimit(0)
            .withConnectionTimeout((int) PATIENCE.toMillis())
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }
}
