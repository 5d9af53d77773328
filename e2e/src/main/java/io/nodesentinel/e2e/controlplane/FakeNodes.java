package io.nodesentinel.e2e.controlplane;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/// Nodes whose kubelet is kwok: node-0000, node-0001, ... in the zones z0, z1, z2 by turns.
public final class FakeNodes {
  /// Selects the nodes that kwok looks after.
  public static final String SELECTOR = "type=kwok";

  private static final int CONNECTIONS = 8;
  private static final int ZONES = 3;
  private static final Duration READY_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration READY_TIMEOUT_PER_NODE = Duration.ofMillis(40);
  private static final String NOT_READY_TAINT = "node.kubernetes.io/not-ready";

  private FakeNodes() {}

  /// The name of the i-th fake node, from 0.
  public static String name(int i) {
    return "node-%04d".formatted(i);
  }

  /// Makes sure that the first `count` fake nodes exist, and waits until each of them has been
  /// Ready and free of the not-ready taint. Those that exist already are left as they are.
  ///
  /// @return their names, in order
  /// @throws ControlPlaneException if that takes longer than a minute and 40 ms per node
  public static List<String> create(KubernetesClient client, int count) {
    List<String> names = IntStream.range(0, count).mapToObj(FakeNodes::name).toList();
    Waiting waiting = new Waiting(names);
    Duration timeout = READY_TIMEOUT.plus(READY_TIMEOUT_PER_NODE.multipliedBy(count));
    long deadline = System.nanoTime() + timeout.toNanos();
    try (SharedIndexInformer<Node> _ = client.nodes().withLabelSelector(SELECTOR).inform(waiting)) {
      post(client, names);
      waiting.allReady.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new ControlPlaneException(waiting.summary(count, timeout), e);
    } catch (ExecutionException e) {
      throw new ControlPlaneException("Cannot make fake nodes: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ControlPlaneException("Interrupted while making fake nodes.", e);
    }
    return names;
  }

  private static void post(KubernetesClient client, List<String> names)
      throws ExecutionException, InterruptedException {
    try (ExecutorService connections = Executors.newFixedThreadPool(CONNECTIONS)) {
      List<Future<?>> posted = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        Node node = node(names.get(i), "z" + i % ZONES);
        posted.add(connections.submit(() -> create(client, node)));
      }
      for (Future<?> one : posted) {
        one.get();
      }
    }
  }

  private static void create(KubernetesClient client, Node node) {
    try {
      client.resource(node).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }

  static Node node(String name, String zone) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("type", "kwok")
        .addToLabels("kubernetes.io/hostname", name)
        .addToLabels("kubernetes.io/os", "linux")
        .addToLabels("kubernetes.io/arch", "amd64")
        .addToLabels("topology.kubernetes.io/zone", zone)
        .endMetadata()
        .withNewSpec()
        .withProviderID("kwok://" + name)
        .endSpec()
        .build();
  }

  static boolean isReady(Node node) {
    return node.getStatus() != null
        && node.getStatus().getConditions().stream()
            .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()))
        && node.getSpec().getTaints().stream()
            .noneMatch(taint -> NOT_READY_TAINT.equals(taint.getKey()));
  }

  /// The nodes that have not been seen ready yet.
  private static final class Waiting implements ResourceEventHandler<Node> {
    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> allReady = new CompletableFuture<>();

    Waiting(List<String> names) {
      this.names.addAll(names);
      completeIfNoneIsLeft();
    }

    private void completeIfNoneIsLeft() {
      if (names.isEmpty()) {
        allReady.complete(null);
      }
    }

    private void look(Node node) {
      if (isReady(node)) {
        names.remove(node.getMetadata().getName());
        completeIfNoneIsLeft();
      }
    }

    @Override
    public void onAdd(Node node) {
      look(node);
    }

    @Override
    public void onUpdate(Node before, Node node) {
      look(node);
    }

    @Override
    public void onDelete(Node node, boolean finalStateUnknown) {
      // A node that somebody deletes meanwhile never gets ready: the timeout names it.
    }

    String summary(int count, Duration timeout) {
      return "%d of %d fake nodes did not get ready in %d s, among them %s."
          .formatted(
              names.size(), count, timeout.toSeconds(), names.stream().sorted().limit(5).toList());
    }
  }
}
