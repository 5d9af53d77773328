package io.nodesentinel.simulator.replica;

import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.port.Announcement;
import io.nodesentinel.reconcilers.port.EvictionResult;
import io.nodesentinel.reconcilers.port.PodView;
import io.nodesentinel.reconcilers.port.QuarantineView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sees what the operator does, at the moment in which it takes effect.
public interface Witness {

  /// A patch of a Node took effect.
  ///
  /// @param known the events of the node that the look was based on
  /// @param request the `NodeQuarantine` as it was known when the patch was sent
  void nodePatched(
      Replica replica,
      NodeView before,
      NodeView after,
      List<StoredEvent> known,
      @Nullable QuarantineView request);

  /// An eviction is sent.
  void evicting(Replica replica, PodView pod);

  /// An eviction was answered, and the answer arrived.
  void evicted(Replica replica, PodView pod, EvictionResult result);

  /// A look ended in an exception that is no answer of the API server.
  void failed(Replica replica, Throwable defect);

  /// The operator wrote something, other than its lease.
  void wrote(Replica replica, String what);

  /// The operator wrote the status that an event had already.
  void saidAgain(Replica replica, String event);

  /// The operator tells people something.
  void announced(Replica replica, Announcement announcement);
}
