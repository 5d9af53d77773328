package io.nodesentinel.e2e;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An administrator's watch of the nodes, every event of it: which are in a session, how many were
/// at most at any moment, and how often each was taken into one. Thread-safe.
final class NodesOut implements Watcher<Node>, AutoCloseable {
  private final Set<String> out = new HashSet<>();
  private final Map<String, Integer> taken = new HashMap<>();
  private int most;
  private @Nullable WatcherException broken;
  private @Nullable Watch watch;

  /// Nothing that happens after this returns is missed.
  static NodesOut watch(KubernetesClient admin) {
    NodesOut nodes = new NodesOut();
    NodeList list = admin.nodes().list();
    list.getItems().forEach(nodes::see);
    nodes.watch =
        admin.nodes().withResourceVersion(list.getMetadata().getResourceVersion()).watch(nodes);
    return nodes;
  }

  @Override
  public void eventReceived(Action action, Node node) {
    switch (action) {
      case ADDED, MODIFIED -> see(node);
      case DELETED -> forget(node);
      case BOOKMARK, ERROR -> {}
    }
  }

  private synchronized void see(Node node) {
    String name = node.getMetadata().getName();
    if (!node.getMetadata().getAnnotations().containsKey(NodeState.RECORD)) {
      out.remove(name);
    } else if (out.add(name)) {
      taken.merge(name, 1, Integer::sum);
      most = Math.max(most, out.size());
    }
  }

  private synchronized void forget(Node node) {
    out.remove(node.getMetadata().getName());
  }

  @Override
  public synchronized void onClose(WatcherException cause) {
    broken = cause;
  }

  synchronized int now() {
    if (broken != null) {
      throw new IllegalStateException("the watch of the nodes broke", broken);
    }
    return out.size();
  }

  /// How many there were at most.
  synchronized int most() {
    return most;
  }

  /// How often a node was taken into a session, for those that were.
  synchronized Map<String, Integer> taken() {
    return Map.copyOf(taken);
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
  }
}
