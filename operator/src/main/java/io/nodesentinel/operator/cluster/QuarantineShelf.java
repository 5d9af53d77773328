package io.nodesentinel.operator.cluster;

import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.nodesentinel.crds.NodeQuarantine;
import io.nodesentinel.reconcilers.port.QuarantineView;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The `NodeQuarantine` objects in memory: the informer's own store. What our own writes return
/// counts at once; what the watch brings late never sets one back. Thread-safe.
public final class QuarantineShelf implements ItemStore<NodeQuarantine> {
  private record Slot(NodeQuarantine object, QuarantineView view) {}

  private final Map<String, Slot> byName = new ConcurrentHashMap<>();

  /// The newest view; null if there is none.
  public @Nullable QuarantineView view(String nodeName) {
    Slot slot = byName.get(nodeName);
    return slot == null ? null : slot.view();
  }

  /// All of them.
  public List<QuarantineView> views() {
    return byName.values().stream().map(Slot::view).toList();
  }

  @Override
  public String getKey(NodeQuarantine object) {
    return object.getMetadata().getName();
  }

  @Override
  public synchronized @Nullable NodeQuarantine put(String key, NodeQuarantine object) {
    Slot before = byName.get(key);
    if (before != null
        && before.view().uid().equals(object.getMetadata().getUid())
        && version(before.object()) >= version(object)) {
      return before.object();
    }
    QuarantineView view = QuarantineMapping.view(object);
    object.getMetadata().setManagedFields(null);
    byName.put(key, new Slot(object, view));
    return before == null ? null : before.object();
  }

  @Override
  public synchronized @Nullable NodeQuarantine remove(String key) {
    Slot before = byName.remove(key);
    return before == null ? null : before.object();
  }

  @Override
  public Stream<String> keySet() {
    return byName.keySet().stream();
  }

  @Override
  public Stream<NodeQuarantine> values() {
    return byName.values().stream().map(Slot::object);
  }

  @Override
  public int size() {
    return byName.size();
  }

  @Override
  public @Nullable NodeQuarantine get(String key) {
    Slot slot = byName.get(key);
    return slot == null ? null : slot.object();
  }

  @Override
  public boolean isFullState() {
    return false;
  }

  private static long version(NodeQuarantine object) {
    return Long.parseLong(object.getMetadata().getResourceVersion());
  }
}
