package io.nodesentinel.e2e.bench.cluster;

import com.fasterxml.jackson.databind.JsonNode;
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
public final class PodCopies {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String ALL = "/api/v1/pods?limit=1";
  private static final String FOLDER = "/registry/pods/default/";
  private static final int WRITERS = 2;

  private final World world;

  public PodCopies(World world) {
    this.world = world;
  }

  /// Makes sure that there are so many pods, evenly on all nodes, and that the API server knows
  /// them.
  ///
  /// @param etcd where etcd listens
  /// @param running called when the one that was posted runs
  /// @return bytes of one pod in etcd
  public int fill(String etcd, int count, Runnable running) {
    String first = name(0);
    String node = world.nodeNames.getFirst();
    world.client.create(World.PODS, Bodies.usualPod(first, node));
    JsonNode[] original = new JsonNode[1];
    Await.until(
        () -> {
          original[0] = world.client.get(World.PODS + "/" + first);
          return Seen.running(original[0]);
        },
        World.PATIENCE,
        first + " runs");
    running.run();
    String uid = original[0].path("metadata").path("uid").asText();
    int size;
    try (Etcd store = new Etcd(etcd)) {
      byte[] stored = store.get(FOLDER + first);
      size = stored.length;
      int groups = (count - 1 + Etcd.MOST_IN_ONE - 1) / Etcd.MOST_IN_ONE;
      List<String> starts =
          IntStream.range(0, groups).mapToObj(g -> "" + (1 + g * Etcd.MOST_IN_ONE)).toList();
      Parallel.forEach(
          WRITERS,
          starts,
          start -> {
            int from = Integer.parseInt(start);
            Map<String, byte[]> copies = new LinkedHashMap<>();
            for (int i = from; i < Math.min(count, from + Etcd.MOST_IN_ONE); i++) {
              String other = world.nodeNames.get(i % world.nodeNames.size());
              Map<String, String> changes =
                  Map.of(first, name(i), uid, UUID.randomUUID().toString(), node, other);
              copies.put(FOLDER + name(i), exchange(stored, changes));
            }
            store.put(copies);
          });
    }
    Await.until(() -> known() >= count, PATIENCE, "the API server knows " + count + " pods");
    return size;
  }

  private long known() {
    JsonNode list = world.client.get(ALL);
    return list.path("items").size() + list.path("metadata").path("remainingItemCount").asLong();
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
