package io.nodesentinel.operator.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.nodesentinel.reconcilers.cap.NodeCap;
import io.nodesentinel.reconcilers.node.NodeView;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The nodes in memory: the informer's own store, and the census of how many are out. What our own
/// writes return counts at once; what the watch brings late never sets a node back. Thread-safe.
public final class NodeShelf implements ItemStore<Node>, NodeCap.Census {
  private final Map<String, SlimNode> nodes = new ConcurrentHashMap<>();
  private final Runnable roomAppeared;
  private volatile int out;

  /// An empty shelf.
  ///
  /// @param roomAppeared told when fewer nodes are out, or there are more nodes
  public NodeShelf(Runnable roomAppeared) {
    this.roomAppeared = roomAppeared;
  }

  /// The newest view of the node; null if there is no such node.
  public @Nullable NodeView view(String name) {
    SlimNode node = nodes.get(name);
    return node == null ? null : node.view();
  }

  /// All nodes.
  public List<NodeView> views() {
    return nodes.values().stream().map(SlimNode::view).toList();
  }

  @Override
  public String getKey(Node node) {
    return node.getMetadata().getName();
  }

  @Override
  public @Nullable Node put(String key, Node node) {
    return take(node instanceof SlimNode slim ? slim.view() : NodeMapping.view(node));
  }

  /// Takes in a newer version of a node.
  ///
  /// @return the node that it takes the place of; null if it is new
  public @Nullable Node take(NodeView view) {
    SlimNode before;
    boolean room;
    synchronized (this) {
      before = nodes.get(view.name());
      boolean same = before != null && before.view().uid().equals(view.uid());
      if (same && before != null && version(before.view()) >= version(view)) {
        return before;
      }
      nodes.put(view.name(), new SlimNode(view));
      boolean wasOut = before != null && before.view().isOut();
      out += (view.isOut() ? 1 : 0) - (wasOut ? 1 : 0);
      room = before == null || wasOut && !view.isOut();
    }
    if (room) {
      roomAppeared.run();
    }
    return before;
  }

  @Override
  public @Nullable Node remove(String key) {
    SlimNode before;
    synchronized (this) {
      before = nodes.remove(key);
      if (before != null && before.view().isOut()) {
        out--;
      }
    }
    roomAppeared.run();
    return before;
  }

  @Override
  public Stream<String> keySet() {
    return nodes.keySet().stream();
  }

  @Override
  public Stream<Node> values() {
    return nodes.values().stream().map(Node.class::cast);
  }

  @Override
  public int size() {
    return nodes.size();
  }

  @Override
  public @Nullable Node get(String key) {
    return nodes.get(key);
  }

  @Override
  public boolean isFullState() {
    return false;
  }

  @Override
  public int total() {
    return nodes.size();
  }

  @Override
  public int out() {
    return out;
  }

  @Override
  public boolean isOut(String nodeName) {
    NodeView view = view(nodeName);
    return view != null && view.isOut();
  }

  /// Whether a change from `before` to `now`, as the informer hands them out, is one by `test`.
  public boolean hasChanged(Node before, Node now, BiPredicate<NodeView, NodeView> test) {
    NodeView after = view(now.getMetadata().getName());
    return !(before instanceof SlimNode slim) || after == null || test.test(slim.view(), after);
  }

  private static long version(NodeView view) {
    return Long.parseLong(view.resourceVersion());
  }
}
