package io.nodesentinel.datastore;

import io.nodesentinel.crds.HealthEventStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The health events of each node, as the operator looks at them. Implementations are thread-safe.
public interface NodeEvents {

  /// Every stored event of a node in the store's order, oldest first; empty if there is none.
  /// Answers from memory.
  List<StoredEvent> eventsOf(String nodeName);

  /// Writes the whole status of one event, if the event is still at `ref.version()`.
  ///
  /// @throws StoreException if the store did not answer or refused
  StatusWrite writeStatus(EventRef ref, HealthEventStatus status);

  /// The same for several events: as one where their store can, so that readers see all of it or
  /// nothing; else one after the other.
  ///
  /// @return what came of each, in the order given
  /// @throws StoreException if the store did not answer or refused; some may be written then
  default List<StatusWrite> writeStatuses(List<StatusChange> changes) {
    List<StatusWrite> written = new ArrayList<>();
    @Nullable StoreException refused = null;
    for (StatusChange change : changes) {
      try {
        written.add(writeStatus(change.ref(), change.status()));
      } catch (StoreException failure) {
        if (failure.isRetryable()) {
          throw failure;
        }
        // One that can never be written keeps none of the others waiting.
        refused = refused == null ? failure : refused;
      }
    }
    if (refused != null) {
      throw refused;
    }
    return written;
  }

  /// Whether [#writeStatuses] writes all or nothing. Where it does not, the caller better writes
  /// them one by one, side by side.
  default boolean writesAsOne() {
    return false;
  }

  /// False while [#eventsOf] may lack events of the node, because one of the sources cannot be read
  /// or was not read yet. What is known then may begin and keep a session, and ends none. Answers
  /// from memory. To be asked before the events are.
  default boolean isComplete(String nodeName) {
    return true;
  }
}
