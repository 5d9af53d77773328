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
/// counts at once; what the watch brings late never sets one back: neither an older version, nor
/// the deletion of an object that has been made anew since. Thread-safe.
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

  /// Of name and UID, since the informer removes by key alone.
  @Override
  public String getKey(NodeQuarantine object) {
    return key(object.getMetadata().getName(), object.getMetadata().getUid());
  }

  private static String key(String name, String uid) {
    return name + "/" + uid;
  }

  private static String name(String key) {
    return key.substring(0, key.indexOf('/'));
  }

  @Override
  public @Nullable NodeQuarantine put(String key, NodeQuarantine object) {
    return take(
        object instanceof SlimQuarantine slim ? slim.view() : QuarantineMapping.view(object));
  }

  /// Takes in a newer version. Versions of one kind are revisions of the server's one history
  /// (KEP-5504), so they are compared across objects of one name too.
  ///
  /// @return the one that it takes the place of; null if it is new
  public synchronized @Nullable NodeQuarantine take(QuarantineView view) {
    SlimQuarantine before = byName.get(view.nodeName());
    if (before != null && version(before.view()) >= version(view)) {
      return before;
    }
    byName.put(view.nodeName(), new SlimQuarantine(view));
    return before;
  }

  /// The object is gone; one that was made under its name since stays.
  public void remove(QuarantineView view) {
    remove(key(view.nodeName(), view.uid()));
  }

  @Override
  public synchronized @Nullable NodeQuarantine remove(String key) {
    NodeQuarantine present = get(key);
    if (present != null) {
      byName.remove(name(key));
    }
    return present;
  }

  @Override
  public Stream<String> keySet() {
    return byName.values().stream().map(this::getKey);
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
    SlimQuarantine present = byName.get(name(key));
    return present != null && getKey(present).equals(key) ? present : null;
  }

  @Override
  public boolean isFullState() {
    return false;
  }

  private static long version(QuarantineView view) {
    return Long.parseLong(view.resourceVersion());
  }
}
