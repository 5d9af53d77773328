package io.nodesentinel.e2e.bench.scale;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.nodesentinel.operator.cluster.NodeShelf;
import io.nodesentinel.operator.cluster.PodShelf;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A program of its own: lists all nodes and all pods once, as the client's whole objects, and says
/// what they take in the heap; then puts the same objects into the operator's stores, forgets them,
/// and says what is left.
public final class CacheCostMain {
  private static final long PAGE = 500;

  /// Held as long as the program runs, as the operator holds them.
  private static final NodeShelf NODES = new NodeShelf(() -> {});

  private static final PodShelf PODS = new PodShelf();
  private static final ObjectMapper JSON = new ObjectMapper();

  private CacheCostMain() {}

  /// @param args a kubeconfig
  public static void main(String[] args) throws Exception {
    ObjectNode answer = JSON.createObjectNode();
    Config config = Config.fromKubeconfig(new File(args[0]));
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
      measure("nodes", options -> client.nodes().list(options), NODES, answer);
      measure("pods", options -> client.pods().inAnyNamespace().list(options), PODS, answer);
    }
    System.out.println(answer);
  }

  private static <T extends HasMetadata> void measure(
      String name,
      Function<ListOptions, KubernetesResourceList<T>> list,
      ItemStore<T> shelf,
      ObjectNode answer)
      throws Exception {
    // What the client itself keeps after its first list is no part of the objects.
    var _ = list.apply(new ListOptionsBuilder().withLimit(PAGE).build());
    long empty = usedAfterCollection();
    List<T> whole = all(list);
    long full = usedAfterCollection();
    whole.forEach(object -> shelf.put(shelf.getKey(object), object));
    whole.clear();
    long kept = usedAfterCollection();
    answer
        .putObject(name)
        .put("objects", shelf.size())
        .put("wholeBytes", full - empty)
        .put("keptBytes", kept - empty);
  }

  private static <T extends HasMetadata> List<T> all(
      Function<ListOptions, KubernetesResourceList<T>> list) {
    List<T> all = new ArrayList<>();
    String next = "";
    do {
      var page =
          list.apply(
              new ListOptionsBuilder()
                  .withLimit(PAGE)
                  .withContinue(next.isEmpty() ? null : next)
                  .build());
      all.addAll(page.getItems());
      String more = page.getMetadata().getContinue();
      next = more == null ? "" : more;
    } while (!next.isEmpty());
    return all;
  }

  /// The collector of the JVM is asked twice: references that it clears may free more.
  private static long usedAfterCollection() {
    var memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }
}
