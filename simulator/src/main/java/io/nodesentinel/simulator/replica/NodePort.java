package io.nodesentinel.simulator.replica;

import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.reconcilers.node.ConditionsPatch;
import io.nodesentinel.reconcilers.node.NodePatch;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.port.ApiException;
import io.nodesentinel.reconcilers.port.Nodes;
import io.nodesentinel.reconcilers.port.QuarantineView;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Nodes, as one process reads and patches them.
final class NodePort implements Nodes {
  private final Connection to;
  private final RememberedEvents store;

  /// @param store knows the events that a look was based on
  NodePort(Connection to, RememberedEvents store) {
    this.to = to;
    this.store = store;
  }

  @Override
  public @Nullable NodeView get(String name) {
    return to.caches().nodes().view(name);
  }

  @Override
  public @Nullable NodeView read(String name) {
    NodeView now =
        to.calls()
            .<@Nullable NodeView>send(
                "get node " + name, () -> to.server().nodes.table().get(name));
    if (now == null) {
      to.caches().nodes().remove(name);
      return null;
    }
    to.caches().nodes().take(now);
    return now;
  }

  @Override
  public NodeView patch(NodePatch patch, BooleanSupplier stillMeant) {
    to.takeTurn();
    String name = patch.name();
    if (!stillMeant.getAsBoolean()) {
      throw new ApiException(
          ApiException.Kind.CONFLICT, "node " + name + ": not asked for any more", null, null);
    }
    QuarantineView request = to.caches().quarantines().view(name);
    List<StoredEvent> basis = store.basisOf(name);
    NodeView after =
        to.calls()
            .send(
                "patch node " + name + " at " + patch.resourceVersion(),
                () -> {
                  NodeView before = to.server().nodes.table().get(name);
                  NodeView result = to.server().nodes.patch(patch);
                  if (before != null && !result.equals(before)) {
                    to.witness().wrote(to.replica(), "node " + name);
                    to.witness().nodePatched(to.replica(), before, result, basis, request);
                  }
                  return result;
                });
    to.caches().nodes().take(after);
    return after;
  }

  @Override
  public NodeView patchConditions(ConditionsPatch patch) {
    to.takeTurn();
    NodeView after =
        to.calls()
            .send(
                "patch conditions of node " + patch.name(),
                () -> {
                  to.witness().wrote(to.replica(), "conditions of node " + patch.name());
                  return to.server().nodes.patchConditions(patch);
                });
    to.caches().nodes().take(after);
    return after;
  }

  /// Reads every node that is out.
  void readOut() {
    List<NodeView> out =
        to.calls()
            .send(
                "list the nodes that are out",
                () -> to.server().nodes.table().values().stream().filter(NodeView::isOut).toList());
    out.forEach(to.caches().nodes()::take);
  }
}
