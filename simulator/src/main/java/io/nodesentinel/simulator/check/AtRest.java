package io.nodesentinel.simulator.check;

import io.nodesentinel.crds.FaultKey;
import io.nodesentinel.crds.FaultState;
import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.crds.NodeQuarantineStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.crds.Phase;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.event.StoredHealthEvent;
import io.nodesentinel.reconcilers.node.NodeCondition;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.port.QuarantineView;
import io.nodesentinel.reconcilers.quarantine.DrainConditions;
import io.nodesentinel.reconcilers.quarantine.HeldSince;
import io.nodesentinel.reconcilers.quarantine.NodeRecord;
import io.nodesentinel.simulator.replica.Replica;
import io.nodesentinel.simulator.server.ApiServer;
import io.nodesentinel.simulator.server.SimDatastore;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Checks a world in which nothing happens any more.
public final class AtRest {
  private final ApiServer server;
  private final Expectation expectation;
  private final Watchtower watchtower;
  private final int cap;

  public AtRest(ApiServer server, Expectation expectation, Watchtower watchtower, int cap) {
    this.server = server;
    this.expectation = expectation;
    this.watchtower = watchtower;
    this.cap = cap;
  }

  /// @param leader the one that acts
  /// @param plain it is known which nodes must be out
  public void check(Replica leader, boolean plain) {
    for (NodeView node : server.nodes.table().values()) {
      agrees(node);
      if (plain && expectation.isClear(node.name()) && !node.isOnHold()) {
        isAsAsked(node);
      }
    }
    server.events.table().values().forEach(this::judged);
    SimDatastore datastore = server.datastore;
    if (datastore != null) {
      datastore.all().forEach(this::judged);
    }
    metricsAgree(leader);
  }

  private void found(Invariant invariant, String what) {
    watchtower.found(invariant, what);
  }

  private void agrees(NodeView node) {
    String name = node.name();
    NodeQuarantineStatus status = server.quarantines.status(name);
    Optional<NodeRecord> record = Watchtower.record(node);
    boolean active = isActive(status.phase());
    if (record.isPresent() != active) {
      found(
          Invariant.AGREES_AT_REST,
          name + ": record " + record.isPresent() + ", phase " + status.phase());
    }
    if (record.isPresent()
        && (status.session() == null || !status.session().id().equals(record.get().session()))) {
      found(Invariant.AGREES_AT_REST, name + ": the status is of another session");
    }
    String state = node.labels().get(NodeMarks.STATE_LABEL);
    String phase =
        active && !node.isOnHold() ? String.valueOf(status.phase()).toLowerCase(Locale.ROOT) : null;
    if (!node.isOnHold() && !Objects.equals(state, phase)) {
      found(Invariant.AGREES_AT_REST, name + ": label " + state + ", phase " + status.phase());
    }
    Set<NodeCondition> conditions =
        node.conditions().stream().filter(NodeCondition::isOurs).collect(Collectors.toSet());
    if (!node.isOnHold() && !conditions.equals(DrainConditions.of(status.phase()))) {
      found(
          Invariant.AGREES_AT_REST,
          name + ": conditions " + conditions + ", phase " + status.phase());
    }
    if (record.isEmpty() && node.cordonOwners().contains(NodeMarks.FIELD_MANAGER)) {
      found(Invariant.AGREES_AT_REST, name + ": our cordon stayed without a session");
    }
    if (record.isEmpty() && (status.owned() != null || status.preExisting() != null)) {
      found(Invariant.AGREES_AT_REST, name + ": the status owns something without a session");
    }
    if (!status.owed().isEmpty()) {
      found(Invariant.OWED_PAID, name + ": still owed " + status.owed());
    }
  }

  /// By the rule of the field the session of such a node is not over, neither in the order of
  /// arrival nor in that of the stated times.
  private boolean endsWithQuarantined(String node) {
    List<HealthEvent> arrived =
        server.events.inOrder().stream().filter(e -> e.getSpec().nodeName().equals(node)).toList();
    List<HealthEvent> stated =
        arrived.stream().sorted(Comparator.comparing(AtRest::statedTime)).toList();
    return isLastQuarantined(arrived) && isLastQuarantined(stated);
  }

  private static Instant statedTime(HealthEvent event) {
    Instant generated = event.getSpec().generatedTimestamp();
    return generated == null
        ? Instant.parse(event.getMetadata().getCreationTimestamp())
        : generated;
  }

  private static boolean isLastQuarantined(List<HealthEvent> events) {
    NodeQuarantined last = null;
    for (HealthEvent event : events) {
      NodeQuarantined said = event.getStatus() == null ? null : event.getStatus().nodeQuarantined();
      if (said == NodeQuarantined.Quarantined || said == NodeQuarantined.UnQuarantined) {
        last = said;
      }
    }
    return last == NodeQuarantined.Quarantined;
  }

  private static boolean isActive(@Nullable Phase phase) {
    return phase != null
        && switch (phase) {
          case Quarantined, Draining, Drained, DrainFailed, Cancelling -> true;
          default -> false;
        };
  }

  private void isAsAsked(NodeView node) {
    String name = node.name();
    if (server.datastore == null
        && server.quarantines.status(name).phase() == Phase.Released
        && endsWithQuarantined(name)) {
      found(
          Invariant.OWED_PAID,
          name
              + " is released, and the last of its events that speaks of a session says Quarantined");
    }
    Set<FaultKey> wanted = new TreeSet<>(expectation.wanted(node.name()));
    boolean out = Watchtower.record(node).isPresent();
    if (wanted.isEmpty() && out) {
      found(Invariant.OUT_FOR_A_REASON, node.name() + " is out without an open fault");
    }
    if (!wanted.isEmpty() && !out) {
      long taken = server.nodes.table().values().stream().filter(NodeView::isOut).count();
      boolean waits = server.quarantines.status(node.name()).phase() == Phase.Held;
      if (taken < cap || !waits) {
        found(Invariant.FAULT_ACTED_UPON, node.name() + " is not out in spite of " + wanted);
      }
    }
  }

  private void judged(HealthEvent event) {
    String name = event.getMetadata().getName();
    if (!Expectation.isJudged(event)) {
      found(Invariant.OWED_PAID, "event " + name + " does not say what came of it");
      return;
    }
    NodeQuarantined said = event.getStatus().nodeQuarantined();
    boolean inSession =
        said == NodeQuarantined.Quarantined || said == NodeQuarantined.AlreadyQuarantined;
    boolean cancelled =
        server.quarantines.status(event.getSpec().nodeName()).faults().stream()
            .anyMatch(f -> f.state() == FaultState.Cancelled && name.equals(f.sourceEvent()));
    if (inSession && cancelled) {
      found(Invariant.OWED_PAID, "event " + name + " of a cancelled fault still says " + said);
    }
  }

  private void judged(StoredHealthEvent document) {
    String name = "document/text/" + document.id().map(AtRest::text).orElse("");
    if (document.status().conditions().isEmpty()) {
      found(Invariant.OWED_PAID, name + " does not say what came of it");
    }
    NodeQuarantined said = document.status().nodeQuarantined();
    boolean inSession =
        said == NodeQuarantined.Quarantined || said == NodeQuarantined.AlreadyQuarantined;
    boolean cancelled =
        server.quarantines.status(document.event().nodeName()).faults().stream()
            .anyMatch(f -> f.state() == FaultState.Cancelled && name.equals(f.sourceEvent()));
    if (inSession && cancelled) {
      found(Invariant.OWED_PAID, name + " of a cancelled fault still says " + said);
    }
  }

  private static String text(Value id) {
    return id instanceof TextValue(String text) ? text : "";
  }

  private void metricsAgree(Replica leader) {
    long out = server.nodes.table().values().stream().filter(NodeView::isOut).count();
    if (leader.nodes() != server.nodes.table().size() || leader.out() != out) {
      found(
          Invariant.AGREES_AT_REST,
          "the metrics count %d nodes and %d out; there are %d and %d"
              .formatted(leader.nodes(), leader.out(), server.nodes.table().size(), out));
    }
    long held = server.quarantines.table().values().stream().filter(this::isHeld).count();
    if (leader.held() != held) {
      found(
          Invariant.AGREES_AT_REST,
          "the metrics count %d held; there are %d".formatted(leader.held(), held));
    }
  }

  private boolean isHeld(QuarantineView quarantine) {
    return HeldSince.of(quarantine).isPresent();
  }
}
