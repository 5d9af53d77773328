package io.nodesentinel.operator.control;

import io.nodesentinel.crds.Fault;
import io.nodesentinel.crds.NodeQuarantineStatus;
import io.nodesentinel.datastore.NodeEvents;
import io.nodesentinel.datastore.bridge.DatastoreHealth;
import io.nodesentinel.datastore.bridge.DatastoreNodeEvents;
import io.nodesentinel.datastore.bridge.MergedNodeEvents;
import io.nodesentinel.datastore.bridge.ObjectEvent;
import io.nodesentinel.datastore.bridge.Surroundings;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.kubernetes.KubernetesNodeEvents;
import io.nodesentinel.datastore.spi.Datastores;
import io.nodesentinel.operator.cluster.QuarantineShelf;
import io.nodesentinel.operator.leader.LeaderGate;
import io.nodesentinel.operator.metrics.OperatorMetrics;
import io.nodesentinel.operator.serving.Readiness;
import io.nodesentinel.reconcilers.policy.CompiledPolicy;
import io.nodesentinel.reconcilers.policy.PolicyBook;
import io.nodesentinel.reconcilers.port.QuarantineView;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The datastore's part in the operator. Opened and read by the leader alone.
final class DatastoreSide implements AutoCloseable {
  /// Facts that nobody judged are looked for at least so far back, whatever the policies say.
  private static final Duration HORIZON = Duration.ofHours(24);

  private final KubernetesNodeEvents objects;
  private final QuarantineShelf quarantines;
  private final PolicyBook policies;
  private final DatastoreNodeEvents events;

  /// @param readable told when what waited for the datastore goes on
  DatastoreSide(
      DatastoreConfig config,
      int maxEvents,
      KubernetesNodeEvents objects,
      QuarantineShelf quarantines,
      PolicyBook policies,
      LeaderGate gate,
      Consumer<String> changed,
      Runnable readable,
      InstantSource clock) {
    this.objects = objects;
    this.quarantines = quarantines;
    this.policies = policies;
    this.events =
        new DatastoreNodeEvents(
            () -> Datastores.open(config),
            new Surroundings(
                clock,
                gate::isLeader,
                changed,
                readable,
                this::openSince,
                this::horizon,
                this::isNeeded,
                this::objectsOf,
                maxEvents));
  }

  /// These events and the datastore's in one order.
  NodeEvents beside(NodeEvents ofObjects) {
    return new MergedNodeEvents(ofObjects, events);
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

  private Map<String, Instant> openSince() {
    Map<String, Instant> since = new HashMap<>();
    for (QuarantineView quarantine : quarantines.views()) {
      openSince(quarantine.status()).ifPresent(at -> since.put(quarantine.nodeName(), at));
    }
    return since;
  }

  /// The oldest fact that a ledger, a session or a debt may stand on; empty if nothing is open.
  static Optional<Instant> openSince(NodeQuarantineStatus status) {
    if (status.faults().isEmpty() && status.owed().isEmpty()) {
      return Optional.empty();
    }
    Stream<Instant> faults = status.faults().stream().map(Fault::since);
    Stream<Instant> session =
        Optional.ofNullable(status.session()).map(s -> s.startedAt().minus(HORIZON)).stream();
    Stream<Instant> history = status.history().stream().limit(1).map(h -> h.at().minus(HORIZON));
    return Stream.of(faults, status.owed().isEmpty() ? Stream.<Instant>empty() : history, session)
        .flatMap(times -> times)
        .min(Comparator.naturalOrder());
  }

  private Duration horizon() {
    return policies.current().policies().stream()
        .map(CompiledPolicy::maxAge)
        .filter(age -> age.compareTo(HORIZON) > 0)
        .max(Comparator.naturalOrder())
        .orElse(HORIZON);
  }

  private boolean isNeeded(String nodeName, String event) {
    QuarantineView quarantine = quarantines.view(nodeName);
    return quarantine != null
        && (quarantine.status().faults().stream().anyMatch(f -> event.equals(f.sourceEvent()))
            || quarantine.status().owed().stream().anyMatch(o -> event.equals(o.event())));
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
