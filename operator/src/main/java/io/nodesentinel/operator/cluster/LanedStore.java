package io.nodesentinel.operator.cluster;

import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.datastore.EventRef;
import io.nodesentinel.datastore.NodeEvents;
import io.nodesentinel.datastore.StatusWrite;
import io.nodesentinel.datastore.StoredEvent;
import java.util.List;

/// A store whose writes keep to their lane, since they go to the same API server.
public record LanedStore(NodeEvents store, WriteLanes lanes) implements NodeEvents {
  @Override
  public List<StoredEvent> eventsOf(String nodeName) {
    return store.eventsOf(nodeName);
  }

  @Override
  public StatusWrite writeStatus(EventRef ref, HealthEventStatus status) {
    return lanes.in(WriteLanes.Lane.BOOKKEEPING, () -> store.writeStatus(ref, status));
  }
}
