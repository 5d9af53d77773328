package io.nodesentinel.simulator.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.port.Announcement;
import io.nodesentinel.reconcilers.port.EvictionResult;
import io.nodesentinel.reconcilers.port.PodView;
import io.nodesentinel.reconcilers.port.QuarantineView;
import io.nodesentinel.simulator.replica.Fate;
import io.nodesentinel.simulator.replica.Replica;
import io.nodesentinel.simulator.replica.Sabotage;
import io.nodesentinel.simulator.replica.Witness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Between the operator and the API server of a stage: counts the writes, disturbs them, and hears
/// what they do.
final class Wire implements Sabotage, Witness {
  private final Stage stage;
  private final Witness watchtower;
  private final Disturbance disturbance;
  private final Map<String, Integer> evictions = new HashMap<>();
  private final List<Announcement> announcements = new ArrayList<>();
  private Consumer<NodeView> onStart = node -> {};
  private final List<String> writes = new ArrayList<>();

  Wire(Stage stage, Witness watchtower, Disturbance disturbance) {
    this.stage = stage;
    this.watchtower = watchtower;
    this.disturbance = disturbance;
  }

  @Override
  public Fate fate(Replica replica, String request, Fate byChance) {
    if (isRead(request) || request.endsWith("lease")) {
      return byChance;
    }
    assertThat(byChance).as("nothing goes wrong by chance").isEqualTo(Fate.ANSWERED);
    Fate fate = disturbance.at(stage, nextWrite(request), request);
    if (fate.arrives() && request.startsWith("evict ")) {
      evictions.merge(request, 1, Integer::sum);
    }
    return fate;
  }

  private int nextWrite(String request) {
    writes.add(request);
    return writes.size();
  }

  private static boolean isRead(String request) {
    return request.startsWith("get ") || request.startsWith("list ");
  }

  /// The writes that were sent, in their order.
  List<String> writes() {
    return List.copyOf(writes);
  }

  /// How many evictions of each pod arrived.
  Map<String, Integer> evictions() {
    return Map.copyOf(evictions);
  }

  /// What people were told, the oldest first.
  List<Announcement> announcements() {
    return List.copyOf(announcements);
  }

  /// Is told of each patch that begins a session, with the node as it is then.
  void onStart(Consumer<NodeView> listener) {
    onStart = listener;
  }

  @Override
  public void nodePatched(
      Replica replica,
      NodeView before,
      NodeView after,
      List<StoredEvent> known,
      @Nullable QuarantineView request) {
    watchtower.nodePatched(replica, before, after, known, request);
    if (!before.annotations().containsKey(NodeMarks.RECORD_ANNOTATION)
        && after.annotations().containsKey(NodeMarks.RECORD_ANNOTATION)) {
      onStart.accept(after);
    }
  }

  @Override
  public void announced(Replica replica, Announcement announcement) {
    watchtower.announced(replica, announcement);
    announcements.add(announcement);
  }

  @Override
  public void evicting(Replica replica, PodView pod) {
    watchtower.evicting(replica, pod);
  }

  @Override
  public void evicted(Replica replica, PodView pod, EvictionResult result) {
    watchtower.evicted(replica, pod, result);
  }

  @Override
  public void failed(Replica replica, Throwable defect) {
    watchtower.failed(replica, defect);
  }

  @Override
  public void wrote(Replica replica, String what) {
    watchtower.wrote(replica, what);
  }

  @Override
  public void saidAgain(Replica replica, String event) {
    watchtower.saidAgain(replica, event);
  }
}
