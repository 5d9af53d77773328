package io.nodesentinel.e2e.bench.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.nodesentinel.e2e.controlplane.ControlPlane;
import io.nodesentinel.e2e.controlplane.Etcd;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/// More pods than there is time to post. One pod is posted, and run by its fake kubelet; what the
/// API server then keeps of it in etcd is copied there under other names, UIDs and nodes of the
/// same length. Whoever lists or watches them finds running pods like any other.
///
/// The API server is stopped meanwhile: it would keep the last hundred thousand changes for
/// watches, which takes 10 GiB where all of them are new pods. The fake kubelets are stopped
/// before, and for good: each pod would be asked whether there is something to do.
public final class PodCopies {
  private static final String FOLDER = "/registry/pods/default/";
  private static final int WRITERS = 2;

  /// After a failure the controllers list again in their own time, up to a minute later.
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final ControlPlane controlPlane;
  private final BareClient client;
  private final List<String> nodes;

  /// @param client an administrator's
  /// @param nodes their names, all of one length
  public PodCopies(ControlPlane controlPlane, BareClient client, List<String> nodes) {
    this.controlPlane = controlPlane;
    this.client = client;
    this.nodes = List.copyOf(nodes);
  }

  /// Makes so many pods, evenly on all nodes. Watches break, and all fake kubelets are gone.
  ///
  /// @return bytes of one pod in etcd
  public int fill(int count) {
    JsonNode original = running(name(0), nodes.getFirst());
    String uid = original.path("metadata").path("uid").asText();
    controlPlane.stopFakeKubelets();
    Await.pass(LOOK);
    long watchers = watchers(client.text("/metrics"));
    try (Etcd etcd = new Etcd(controlPlane.etcdUrl())) {
      byte[] stored = etcd.get(FOLDER + name(0));
      controlPlane.stopApiServer();
      try {
        copy(etcd, stored, uid, count);
      } finally {
        controlPlane.startApiServer();
      }
      Await.until(
          () -> {
            Await.pass(LOOK);
            return watchers(client.text("/metrics")) >= watchers;
          },
          World.PATIENCE,
          "the controllers watch pods again");
      return stored.length;
    }
  }

  /// How many watches of pods the API server serves, by its own metrics.
  static long watchers(String metrics) {
    return metrics
        .lines()
        .filter(line -> line.startsWith("apiserver_longrunning_requests{"))
        .filter(line -> line.contains("resource=\"pods\"") && line.contains("verb=\"WATCH\""))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private JsonNode running(String name, String node) {
    client.create(World.PODS, Bodies.usualPod(name, node));
    JsonNode[] pod = new JsonNode[1];
    Await.until(
        () -> {
          pod[0] = client.get(World.PODS + "/" + name);
          return Seen.running(pod[0]);
        },
        World.PATIENCE,
        name + " runs");
    return pod[0];
  }

  private void copy(Etcd etcd, byte[] stored, String uid, int count) {
    List<String> groups =
        IntStream.iterate(1, from -> from < count, from -> from + Etcd.MOST_IN_ONE)
            .mapToObj(Integer::toString)
            .toList();
    Parallel.forEach(
        WRITERS,
        groups,
        group -> {
          int from = Integer.parseInt(group);
          Map<String, byte[]> copies = new LinkedHashMap<>();
          for (int i = from; i < Math.min(count, from + Etcd.MOST_IN_ONE); i++) {
            Map<String, String> changes = new LinkedHashMap<>();
            changes.put(name(0), name(i));
            changes.put(uid, UUID.randomUUID().toString());
            changes.put(nodes.getFirst(), nodes.get(i % nodes.size()));
            copies.put(FOLDER + name(i), exchange(stored, changes));
          }
          etcd.put(copies);
        });
  }

  static String name(int i) {
    return "training-64-%06d".formatted(i);
  }

  /// Puts other text in the place of some, wherever it stands.
  ///
  /// @param changes new text by old text, of the same length: the lengths in the encoding stay
  ///   right
  static byte[] exchange(byte[] encoded, Map<String, String> changes) {
    // One byte is one character in this charset, whatever the bytes mean.
    String text = new String(encoded, StandardCharsets.ISO_8859_1);
    for (Map.Entry<String, String> change : changes.entrySet()) {
      if (change.getKey().length() != change.getValue().length()) {
        throw new IllegalArgumentException(
            "not of the same length: " + change.getKey() + ", " + change.getValue());
      }
      text = text.replace(change.getKey(), change.getValue());
    }
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
