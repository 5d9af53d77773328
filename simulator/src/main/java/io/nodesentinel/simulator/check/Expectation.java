package io.nodesentinel.simulator.check;

import io.nodesentinel.crds.Entity;
import io.nodesentinel.crds.Fault;
import io.nodesentinel.crds.FaultKey;
import io.nodesentinel.crds.FaultState;
import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.NodeQuarantineStatus;
import io.nodesentinel.crds.ProcessingStrategy;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.datastore.event.StoredHealthEvent;
import io.nodesentinel.reconcilers.quarantine.NodeRecord;
import io.nodesentinel.simulator.server.ApiServer;
import io.nodesentinel.simulator.server.SimDatastore;
import io.nodesentinel.simulator.world.Policies;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the reports and the people of a world ask for, worked out without the operator's own code:
/// which faults are open, and which of them a person released.
public final class Expectation {
  /// After its cool-off a released fault may act again; when exactly depends on when the operator
  /// saw the release.
  private static final Duration UNCLEAR_AFTER_COOL_OFF = Duration.ofMinutes(30);

  private final ApiServer server;
  private final Map<String, Set<FaultKey>> open = new HashMap<>();
  private final Map<String, Map<FaultKey, Instant>> released = new HashMap<>();
  private final Map<String, Map<FaultKey, Instant>> lastReleased = new HashMap<>();
  private final Set<String> unclear = new HashSet<>();

  public Expectation(ApiServer server) {
    this.server = server;
  }

  /// A monitor reports a fault.
  public void reported(HealthEventSpec report, Instant now) {
    if (!isActedUpon(report)) {
      return;
    }
    for (FaultKey key : keys(report)) {
      Instant until = releasedOf(report.nodeName()).get(key);
      if (until != null && now.isBefore(until)) {
        continue;
      }
      if (until != null && now.isBefore(until.plus(UNCLEAR_AFTER_COOL_OFF))) {
        unclear.add(report.nodeName());
      }
      releasedOf(report.nodeName()).remove(key);
      openOf(report.nodeName()).add(key);
    }
  }

  /// A monitor reports that a check is well again, for all entities.
  public void recovered(HealthEventSpec report) {
    openOf(report.nodeName()).removeIf(k -> isOf(k, report));
    releasedOf(report.nodeName()).keySet().removeIf(k -> isOf(k, report));
  }

  /// A person undoes the session of a node, or asks for its end.
  ///
  /// @param record what stands on the Node; null if nothing does
  public void releasedByPerson(
      String node, @org.jspecify.annotations.Nullable NodeRecord record, Instant now) {
    if (server.events.table().values().stream()
            .anyMatch(e -> e.getSpec().nodeName().equals(node) && !isJudged(e))
        || documents(node).stream().anyMatch(d -> d.status().conditions().isEmpty())) {
      // What nobody has judged yet may be part of the session or not.
      unclear.add(node);
    }
    for (FaultKey key : durable(node, record)) {
      // What a healthy event closed before is not released, though the record may still name it.
      if (openOf(node).remove(key)) {
        releasedOf(node).put(key, now.plus(Policies.COOL_OFF));
        lastReleasedOf(node).put(key, now);
      }
    }
  }

  /// Nobody can say any more what is right for this node.
  public void isUnclear(String node) {
    unclear.add(node);
    releasedOf(node).clear();
  }

  private Set<FaultKey> durable(String node, @org.jspecify.annotations.Nullable NodeRecord record) {
    Set<FaultKey> keys = new HashSet<>();
    NodeQuarantineStatus status = server.quarantines.status(node);
    for (Fault fault : status.faults()) {
      if (fault.state() == FaultState.Open || fault.state() == FaultState.Held) {
        keys.add(fault.key());
      }
    }
    if (record != null) {
      record.faults().forEach(f -> keys.add(f.key()));
    }
    return keys;
  }

  /// The fault is released, and its cool-off has not passed.
  public boolean isReleased(String node, FaultKey key, Instant now) {
    Instant until = releasedOf(node).get(key);
    return until != null && now.isBefore(until) && !unclear.contains(node);
  }

  /// It is known what is right for this node.
  public boolean isClear(String node) {
    return !unclear.contains(node);
  }

  /// The faults for which the node must be out.
  public Set<FaultKey> wanted(String node) {
    return Set.copyOf(openOf(node));
  }

  /// The faults that are open by these events, in their order, less what a person released. That
  /// the monitor has said since that a fault is over may not be among these events; it stays
  /// released all the same.
  public Set<FaultKey> openBy(String node, List<StoredEvent> events) {
    Set<FaultKey> keys = new HashSet<>();
    for (StoredEvent event : events) {
      HealthEventSpec report = event.event();
      if (report.isHealthy()) {
        keys.removeIf(k -> isOf(k, report));
      } else if (isActedUpon(report)) {
        keys(report).stream()
            .filter(k -> !isReleasedSince(node, k, event.createdAt()))
            .forEach(keys::add);
      }
    }
    keys.removeAll(releasedOf(node).keySet());
    return keys;
  }

  private boolean isReleasedSince(String node, FaultKey key, Instant reported) {
    Instant at = lastReleasedOf(node).get(key);
    return at != null && !reported.isAfter(at);
  }

  private List<StoredHealthEvent> documents(String node) {
    SimDatastore datastore = server.datastore;
    return datastore == null
        ? List.of()
        : datastore.all().stream().filter(d -> d.event().nodeName().equals(node)).toList();
  }

  static boolean isJudged(HealthEvent event) {
    return event.getStatus() != null
        && event.getStatus().conditions().stream().anyMatch(c -> c.type().equals("Evaluated"));
  }

  private static boolean isActedUpon(HealthEventSpec report) {
    return !report.isHealthy()
        && report.isFatal()
        && report.processingStrategy() == ProcessingStrategy.EXECUTE_REMEDIATION
        && Policies.ACTED_UPON.contains(report.componentClass());
  }

  private static boolean isOf(FaultKey key, HealthEventSpec report) {
    return key.componentClass().equals(report.componentClass())
        && key.checkName().equals(report.checkName())
        && (report.entitiesImpacted().isEmpty()
            || report.entitiesImpacted().stream()
                .anyMatch(e -> e.entityValue().equals(key.entityValue())));
  }

  private static List<FaultKey> keys(HealthEventSpec report) {
    List<Entity> entities =
        report.entitiesImpacted().isEmpty()
            ? List.of(new Entity("", ""))
            : report.entitiesImpacted();
    return entities.stream()
        .map(e ->
            new FaultKey(
                report.agent(),
                report.componentClass(),
                report.checkName(),
                report.version(),
                e.entityType(),
                e.entityValue(),
                ""))
        .toList();
  }

  private Set<FaultKey> openOf(String node) {
    return open.computeIfAbsent(node, n -> new HashSet<>());
  }

  private Map<FaultKey, Instant> lastReleasedOf(String node) {
    return lastReleased.computeIfAbsent(node, n -> new HashMap<>());
  }

  private Map<FaultKey, Instant> releasedOf(String node) {
    return released.computeIfAbsent(node, n -> new HashMap<>());
  }
}
