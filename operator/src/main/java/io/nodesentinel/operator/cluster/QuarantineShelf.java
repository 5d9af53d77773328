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
  private final Map<String, SlimQuarantine> byName = new ConcurrentHashMap<>();

  /// The newest view; null if there is none.
  public @Nullable QuarantineView view(String nodeName) {
    SlimQuarantine slot = byName.get(nodeName);
    return slot == null ? null : slot.view();
  }

  /// All of them.
  public List<QuarantineView> views() {
    return byName.values().stream().map(SlimQuarantine::view).toList();
  }

  @Override
  public String getKey(NodeQuarantine object) {
    return object.getMetadata().getName();
  }

  @Override
  public @Nullable NodeQuarantine put(String key, NodeQuarantine object) {
    return take(
        object instanceof SlimQuarantine slim ? slim.view() : QuarantineMapping.view(object));
  }

  /// Takes in a newer version.
  ///
  /// @return the one that it takes the place of; null if it is new
  public synchronized @Nullable NodeQuarantine take(QuarantineView view) {
    SlimQuarantine before = byName.get(view.nodeName());
    if (before != null
        && before.view().uid().equals(view.uid())
        && version(before.view()) >= version(view)) {
      return before;
    }
    byName.put(view.nodeName(), new SlimQuarantine(view));
    return before;
  }

  @Override
  public synchronized @Nullable NodeQuarantine remove(String key) {
    return byName.remove(key);
  }

  @Override
  public Stream<String> keySet() {
    return byName.keySet().stream();
  }

  @Override
  public Stream<NodeQuarantine> values() {
    return byName.values().stream().map(NodeQuarantine.class::cast);
  }

  @Override
  public int size() {
    return byName.size();
  }

  @Override
  public @Nullable NodeQuarantine get(String key) {
    return byName.get(key);
  }

  @Override
  public boolean isFullState() {
    return false;
  }

  private static long version(QuarantineView view) {
    return Long.parseLong(view.resourceVersion());
  }
}
