package io.nodesentinel.datastore;

import io.nodesentinel.crds.HealthEventStatus;
import java.util.List;

/// The health events of each node, as the operator looks at them. Implementations are thread-safe.
public interface NodeEvents {

  /// Every stored event of a node in the store's order, oldest first; empty if there is none.
  /// Answers from memory.
  List<StoredEvent> eventsOf(String nodeName);

  /// Writes the whole status of one event, if the event is still at `ref.version()`.
  ///
  /// @throws StoreException if the store did not answer or refused
  StatusWrite writeStatus(EventRef ref, HealthEventStatus status);
}
