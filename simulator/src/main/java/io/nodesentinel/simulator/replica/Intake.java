package io.nodesentinel.simulator.replica;

import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.crds.QuarantinePolicy;
import io.nodesentinel.operator.control.Attention;
import io.nodesentinel.operator.control.NodeChanges;
import io.nodesentinel.operator.control.PolicyWatch;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.port.Looks;
import io.nodesentinel.reconcilers.port.PodView;
import io.nodesentinel.reconcilers.port.QuarantineView;
import io.nodesentinel.simulator.server.ApiServer;
import io.nodesentinel.simulator.server.Table;
import io.nodesentinel.simulator.server.Table.Change;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The watches of one process: what they tell goes into its caches, and asks for looks, as in the
/// operator.
final class Intake {
  private final Life life;
  private final Replica.Setting setting;
  private final Caches caches;
  private final Attention attention;
  private final Looks looks;
  private final PolicyWatch policies;
  private final Map<String, Watch<?>> watches = new HashMap<>();

  Intake(
      Life life,
      Replica.Setting setting,
      Caches caches,
      Attention attention,
      Looks looks,
      Runnable policiesChanged) {
    this.life = life;
    this.setting = setting;
    this.caches = caches;
    this.attention = attention;
    this.looks = looks;
    this.policies = new PolicyWatch(caches.policies(), policiesChanged);
  }

  /// Lists everything, and watches from then on.
  void begin() {
    ApiServer server = setting.server();
    watch("policies", server.policies, this::policyChanged, List::of);
    watch(
        "events",
        server.events.table(),
        this::eventChanged,
        () -> caches.events().keySet().toList());
    caches.events().arrived();
    watch(
        "quarantines",
        server.quarantines.table(),
        this::quarantineChanged,
        () -> caches.quarantines().views().stream().map(QuarantineView::nodeName).toList());
    watch("pods", server.pods.table(), this::podChanged, () -> caches.pods().keySet().toList());
    watch("nodes", server.nodes.table(), this::nodeChanged, () -> caches.nodes().keySet().toList());
  }

  private <V> void watch(
      String kind, Table<V> table, Consumer<Change<V>> handler, Supplier<List<String>> known) {
    Watch<V> watch =
        new Watch<>(
            table, life, setting.chance(), setting.noise(), handler, () -> known.get().stream());
    watches.put(kind, watch);
    watch.list();
  }

  /// One of the watches, or all of them if `kind` is empty, breaks for a while.
  ///
  /// @param expired afterwards the server has forgotten where it was
  void stall(String kind, Duration duration, boolean expired) {
    watches.forEach((k, watch) -> {
      if (kind.isEmpty() || kind.equals(k)) {
        watch.stall(duration, expired);
      }
    });
  }

  private void policyChanged(Change<QuarantinePolicy> change) {
    if (change.removed()) {
      policies.onDelete(change.value(), false);
    } else {
      policies.onUpdate(change.value(), change.value());
    }
  }

  private void eventChanged(Change<HealthEvent> change) {
    if (change.removed()) {
      caches.events().remove(change.key());
    } else {
      caches.events().put(change.key(), change.value());
    }
    looks.request(change.value().getSpec().nodeName());
  }

  private void quarantineChanged(Change<QuarantineView> change) {
    if (change.removed()) {
      QuarantineView held = caches.quarantines().view(change.key());
      QuarantineView gone = change.version() == 0 && held != null ? held : change.value();
      caches.quarantines().remove(gone);
    } else {
      caches.quarantines().take(change.value());
    }
    attention.quarantineChanged(change.key());
  }

  private void podChanged(Change<PodView> change) {
    if (change.removed()) {
      caches.pods().remove(change.key());
    } else {
      caches.pods().take(change.value());
    }
    attention.podChanged(change.value().nodeName());
  }

  private void nodeChanged(Change<NodeView> change) {
    if (change.removed()) {
      caches.nodes().remove(change.key());
      looks.request(change.key());
      return;
    }
    NodeView before = caches.nodes().view(change.key());
    caches.nodes().take(change.value());
    NodeView now = caches.nodes().view(change.key());
    if (before == null || now != null && NodeChanges.matter(before, now)) {
      looks.request(change.key());
    }
  }
}
