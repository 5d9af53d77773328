package io.nodesentinel.operator.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.nodesentinel.reconcilers.port.PodView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The bound pods in memory, by node: the informer's own store, which keeps only what a drain asks
/// about. Thread-safe.
public final class PodShelf implements ItemStore<Pod> {
  private final Map<String, PodView> byKey = new HashMap<>();
  private final Map<String, Map<String, PodView>> byNode = new HashMap<>();

  /// The pods bound to a node.
  public synchronized List<PodView> onNode(String nodeName) {
    Map<String, PodView> pods = byNode.get(nodeName);
    return pods == null ? List.of() : List.copyOf(pods.values());
  }

  @Override
  public String getKey(Pod pod) {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }

  @Override
  public @Nullable Pod put(String key, Pod pod) {
    return take(PodMapping.view(pod));
  }

  /// Takes in what a pod is now.
  ///
  /// @return what it was; null if it is new
  public synchronized @Nullable Pod take(PodView view) {
    String key = view.id();
    PodView before = byKey.put(key, view);
    if (before != null) {
      unlink(key, before);
    }
    if (!view.nodeName().isEmpty()) {
      byNode.computeIfAbsent(view.nodeName(), n -> new HashMap<>()).put(key, view);
    }
    return before == null ? null : new SlimPod(before);
  }

  @Override
  public synchronized @Nullable Pod remove(String key) {
    PodView before = byKey.remove(key);
    if (before == null) {
      return null;
    }
    unlink(key, before);
    return new SlimPod(before);
  }

  @Override
  public synchronized Stream<String> keySet() {
    return List.copyOf(byKey.keySet()).stream();
  }

  @Override
  public synchronized Stream<Pod> values() {
    return byKey.values().stream().<Pod>map(SlimPod::new).toList().stream();
  }

  @Override
  public synchronized int size() {
    return byKey.size();
  }

  @Override
  public synchronized @Nullable Pod get(String key) {
    PodView view = byKey.get(key);
    return view == null ? null : new SlimPod(view);
  }

  @Override
  public boolean isFullState() {
    return false;
  }

  private void unlink(String key, PodView pod) {
    byNode.computeIfPresent(
        pod.nodeName(),
        (node, pods) -> {
          pods.remove(key);
          return pods.isEmpty() ? null : pods;
        });
  }
}
