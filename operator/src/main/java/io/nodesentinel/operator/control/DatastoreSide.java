package io.nodesentinel.operator.control;

import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.datastore.EventRef;
import io.nodesentinel.datastore.NodeEvents;
import io.nodesentinel.datastore.StatusWrite;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.datastore.bridge.DatastoreHealth;
import io.nodesentinel.datastore.bridge.DatastoreNodeEvents;
import io.nodesentinel.datastore.bridge.MergedNodeEvents;
import io.nodesentinel.datastore.bridge.ObjectEvent;
import io.nodesentinel.datastore.bridge.Surroundings;
import io.nodesentinel.datastore.kubernetes.KubernetesNodeEvents;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.operator.cluster.QuarantineShelf;
import io.nodesentinel.operator.leader.LeaderGate;
import io.nodesentinel.operator.metrics.OperatorMetrics;
import io.nodesentinel.operator.serving.Readiness;
import io.nodesentinel.reconcilers.policy.PolicyBook;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The datastore's part in the operator. Opened and read by the leader alone.
final class DatastoreSide implements AutoCloseable {
  private final KubernetesNodeEvents objects;
  private final DatastoreNodeEvents events;

  /// @param opener opens it; asked again after each time that it throws
  /// @param readable told when what waited for the datastore goes on
  DatastoreSide(
      Supplier<DataStore> opener,
      int maxEvents,
      KubernetesNodeEvents objects,
      QuarantineShelf quarantines,
      PolicyBook policies,
      LeaderGate gate,
      Consumer<String> changed,
      Runnable readable,
      InstantSource clock) {
    OpenLedgers ledgers = new OpenLedgers(quarantines, policies);
    this.objects = objects;
    this.events =
        new DatastoreNodeEvents(
            opener,
            new Surroundings(
                clock,
                gate::isLeader,
                changed,
                readable,
                policies::reconsider,
                ledgers::since,
                ledgers::horizon,
                ledgers::isNeeded,
                this::objectsOf,
                maxEvents));
  }

  /// These events and the datastore's in one order.
  NodeEvents beside(NodeEvents ofObjects) {
    return new MergedNodeEvents(new Recorded(ofObjects), events);
  }

  /// What we write to an object is known before its watch tells it, which then is no news.
  private final class Recorded implements NodeEvents {
    private final NodeEvents sound;

    Recorded(NodeEvents sound) {
      this.sound = sound;
    }

    @Override
    public List<StoredEvent> eventsOf(String nodeName) {
      return sound.eventsOf(nodeName);
    }

    @Override
    public StatusWrite writeStatus(EventRef ref, HealthEventStatus status) {
      StatusWrite result = sound.writeStatus(ref, status);
      if (result == StatusWrite.WRITTEN) {
        objects.nodeOf(ref).ifPresent(events::objectsChanged);
      }
      return result;
    }
  }

  /// This replica leads.
  ///
  /// @param newPolicy a policy changed while nobody led
  void begin(boolean newPolicy) {
    if (newPolicy) {
      events.policiesChanged();
    }
    events.begin();
    objects.nodes().forEach(events::objectsChanged);
  }

  void policiesChanged() {
    events.policiesChanged();
  }

  void objectsChanged(String nodeName) {
    events.objectsChanged(nodeName);
  }

  boolean isUnrecorded(String nodeName) {
    return events.isUnrecorded(nodeName);
  }

  Collection<String> nodes() {
    return events.nodes();
  }

  private List<ObjectEvent> objectsOf(String nodeName) {
    return objects.eventsOf(nodeName).stream()
        .flatMap(
            event -> objects.uidOf(event.ref()).map(uid -> new ObjectEvent(uid, event)).stream())
        .toList();
  }

  /// A datastore that cannot be read makes nobody unready: what objects and people say is acted
  /// upon all the same.
  Readiness.Check check() {
    return new Readiness.Check("datastore", true, events.health().detail());
  }

  DatastoreHealth health() {
    return events.health();
  }

  void gauges(OperatorMetrics metrics) {
    gauge(metrics, "up", "1 if it answers", h -> h.answers() ? 1 : 0);
    gauge(
        metrics,
        "known",
        "1 if all that is known there is known here; else recoveries wait",
        h -> h.known() ? 1 : 0);
    gauge(
        metrics,
        "lag_seconds",
        "Age of the oldest change that was not handled",
        h -> h.lag().toMillis() / 1000.0);
    gauge(metrics, "backlog", "Changes that were not handled", DatastoreHealth::backlog);
    gauge(metrics, "events", "Events of it in memory", DatastoreHealth::events);
    gauge(metrics, "unreadable", "Documents that could not be read", DatastoreHealth::unreadable);
    gauge(metrics, "gaps", "How often changes were missing", DatastoreHealth::gaps);
    gauge(
        metrics,
        "unrecorded_nodes",
        "Nodes with HealthEvents that are still to be recorded",
        DatastoreHealth::unrecorded);
    gauge(
        metrics,
        "unrecordable",
        "HealthEvents that no document of it can hold",
        DatastoreHealth::unrecordable);
    gauge(
        metrics,
        "certificate_expiry_days",
        "Days until the first of the certificates in use expires",
        h ->
            h.certificateExpiry()
                .<Number>map(at -> Duration.between(Instant.now(), at).toHours() / 24.0)
                .orElse(Double.NaN));
  }

  /// A replica that does not lead knows nothing of it.
  private void gauge(OperatorMetrics metrics, String name, String help, Figure figure) {
    Supplier<Number> value =
        () -> {
          DatastoreHealth health = events.health();
          return health.idle() ? Double.NaN : figure.of(health);
        };
    metrics.gauge("datastore_" + name, help, value);
  }

  private interface Figure {
    Number of(DatastoreHealth health);
  }

  @Override
  public void close() {
    events.close();
  }
}
