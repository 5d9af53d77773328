package io.nodesentinel.simulator.replica;

import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.datastore.EventRef;
import io.nodesentinel.datastore.NodeEvents;
import io.nodesentinel.datastore.StatusWrite;
import io.nodesentinel.datastore.StoreException;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.reconcilers.port.ApiException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The events that are objects.
final class StorePort implements NodeEvents {
  private final Connection to;

  StorePort(Connection to) {
    this.to = to;
  }

  @Override
  public List<StoredEvent> eventsOf(String nodeName) {
    return to.caches().events().ofNode(nodeName);
  }

  @Override
  public StatusWrite writeStatus(EventRef ref, HealthEventStatus status) {
    try {
      to.takeTurn();
      @Nullable HealthEvent[] written = new HealthEvent[1];
      StatusWrite outcome =
          to.calls()
              .send(
                  "status of event " + ref.id(),
                  () -> {
                    if (to.server().storeDown) {
                      throw new ApiException(
                          ApiException.Kind.UNAVAILABLE, "503 the store is down", null, null);
                    }
                    HealthEvent before = to.server().events.table().get(ref.id());
                    StatusWrite result = to.server().events.writeStatus(ref, status);
                    HealthEvent now = to.server().events.table().get(ref.id());
                    if (result == StatusWrite.WRITTEN && now != null) {
                      to.witness().wrote(to.replica(), "status of event " + ref.id());
                      if (before != null && status.equals(before.getStatus())) {
                        to.witness().saidAgain(to.replica(), ref.id());
                      }
                      written[0] = now;
                    }
                    return result;
                  });
      if (written[0] != null) {
        to.caches().events().put(ref.id(), written[0]);
      }
      if (outcome == StatusWrite.GONE) {
        to.caches().events().remove(ref.id());
      }
      return outcome;
    } catch (ApiException failure) {
      throw new StoreException(String.valueOf(failure.getMessage()), true, failure);
    }
  }
}
