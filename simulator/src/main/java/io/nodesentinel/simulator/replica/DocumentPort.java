package io.nodesentinel.simulator.replica;

import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.datastore.EventRef;
import io.nodesentinel.datastore.NodeEvents;
import io.nodesentinel.datastore.StatusChange;
import io.nodesentinel.datastore.StatusWrite;
import io.nodesentinel.datastore.StoreException;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.datastore.bridge.SteppedDatastore;
import io.nodesentinel.datastore.bridge.Surroundings;
import io.nodesentinel.operator.control.OpenLedgers;
import io.nodesentinel.reconcilers.port.ApiException;
import io.nodesentinel.simulator.server.SimDatastore;
import java.time.InstantSource;
import java.util.List;

/// The documents, as one process reads and tells them: the operator's own reader of a datastore, on
/// the way that its requests take here.
final class DocumentPort implements NodeEvents {
  private static final int MAX_EVENTS = 8;

  private final Connection to;
  private final SteppedDatastore sound;

  DocumentPort(
      Connection to,
      SimDatastore datastore,
      LookSchedule looks,
      Runnable lookEverywhere,
      InstantSource clock,
      java.util.function.LongSupplier nanos) {
    OpenLedgers ledgers = new OpenLedgers(to.caches().quarantines(), to.caches().policies());
    this.to = to;
    this.sound =
        new SteppedDatastore(
            datastore::open,
            new Surroundings(
                clock,
                to.leadership()::isLeader,
                looks::request,
                lookEverywhere,
                to.caches().policies()::reconsider,
                ledgers::since,
                ledgers::horizon,
                ledgers::isNeeded,
                _ -> List.of(),
                MAX_EVENTS),
            nanos);
  }

  /// Reads what there is, if this process leads.
  void step() {
    if (to.leadership().isLeader()) {
      sound.step();
    }
  }

  List<String> nodes() {
    return sound.nodes();
  }

  void policiesChanged() {
    sound.policiesChanged();
  }

  @Override
  public List<StoredEvent> eventsOf(String nodeName) {
    return sound.eventsOf(nodeName);
  }

  @Override
  public boolean isComplete(String nodeName) {
    return sound.isComplete(nodeName);
  }

  @Override
  public StatusWrite writeStatus(EventRef ref, HealthEventStatus status) {
    return writeStatuses(List.of(new StatusChange(ref, status))).getFirst();
  }

  @Override
  public List<StatusWrite> writeStatuses(List<StatusChange> changes) {
    String what = "statuses of " + changes.stream().map(c -> c.ref().id()).toList();
    try {
      to.takeTurn();
      return to.calls()
          .send(
              what,
              () -> {
                List<StatusWrite> written = write(changes);
                if (written.contains(StatusWrite.WRITTEN)) {
                  to.witness().wrote(to.replica(), what);
                }
                return written;
              });
    } catch (ApiException failure) {
      throw new StoreException(String.valueOf(failure.getMessage()), true, failure);
    }
  }

  private List<StatusWrite> write(List<StatusChange> changes) {
    try {
      return sound.writeStatuses(changes);
    } catch (StoreException away) {
      throw new ApiException(
          ApiException.Kind.UNAVAILABLE, String.valueOf(away.getMessage()), null, away);
    }
  }
}
