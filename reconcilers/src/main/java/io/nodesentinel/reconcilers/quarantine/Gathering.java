package io.nodesentinel.reconcilers.quarantine;

import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.reconcilers.cap.NodeCap;
import io.nodesentinel.reconcilers.ledger.EventStatuses;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.policy.PolicyBook;
import io.nodesentinel.reconcilers.policy.PolicySet;
import io.nodesentinel.reconcilers.port.Ports;
import io.nodesentinel.reconcilers.port.QuarantineView;
import io.nodesentinel.reconcilers.quarantine.QuarantineObserved.DrainFacts;
import io.nodesentinel.reconcilers.quarantine.QuarantineObserved.Slot;
import io.nodesentinel.reconcilers.quarantine.QuarantinePlan.Decision;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gathers what the decision for one node depends on.
final class Gathering {
  private final Ports ports;
  private final PolicyBook policies;
  private final NodeCap cap;

  Gathering(Ports ports, PolicyBook policies, NodeCap cap) {
    this.ports = ports;
    this.policies = policies;
    this.cap = cap;
  }

  QuarantineObserved observe(String nodeName, NodeMemory memory) {
    NodeView node = ports.nodes().get(nodeName);
    PolicySet set = policies.current();
    QuarantineView quarantine = ports.quarantines().get(nodeName);
    // First, since what is read meanwhile may be in the events, but must not be missed.
    boolean complete = ports.store().isComplete(nodeName);
    List<StoredEvent> events = ports.store().eventsOf(nodeName);
    if (memory.left != null && memory.left.isSucceededBy(quarantine)) {
      memory.left = null;
    }
    boolean outdated =
        memory.isOutdated(set.version(), uid(node), ownLabels(node), uid(quarantine))
            || hasLateComer(events, memory.absorbed);
    return new QuarantineObserved(
        ports.clock().instant(),
        nodeName,
        node,
        quarantine,
        events,
        complete,
        memory.absorbed,
        outdated,
        set,
        cap.holdsPlace(nodeName) ? Slot.GRANTED : Slot.UNASKED,
        new DrainFacts(ports.pods().onNode(nodeName), null, memory.evictions.attempts()),
        ports.newSessionId().get(),
        memory.lastStatusWrite,
        memory.left);
  }

  /// An event has come in before others that were folded already, and nobody judged it.
  private static boolean hasLateComer(List<StoredEvent> events, long absorbed) {
    return events.stream()
        .takeWhile(e -> e.order() <= absorbed)
        .anyMatch(e -> EventStatuses.verdictOf(e.status()) == null);
  }

  /// Adds to the observation what the planner asked for: a place under the cap, or the pods as the
  /// API server has them.
  QuarantineObserved complete(QuarantineObserved observed, Decision asked) {
    return switch (asked) {
      case NEEDS_SLOT -> observed.withSlot(reserve(observed));
      case NEEDS_LIVE_PODS -> observed.withLivePods(ports.pods().readOnNode(observed.nodeName()));
      default -> observed;
    };
  }

  private Slot reserve(QuarantineObserved observed) {
    Instant since = HeldSince.of(observed.quarantine()).orElse(observed.now());
    return cap.tryReserve(observed.nodeName(), since) ? Slot.GRANTED : Slot.REFUSED;
  }

  static String uid(@Nullable NodeView node) {
    return node == null ? "" : node.uid();
  }

  static String uid(@Nullable QuarantineView quarantine) {
    return quarantine == null ? "" : quarantine.uid();
  }

  /// The labels that policies select by, less those that a session puts on.
  static Map<String, String> ownLabels(@Nullable NodeView node) {
    if (node == null) {
      return Map.of();
    }
    Map<String, String> labels = new HashMap<>(node.labels());
    labels.remove(NodeMarks.STATE_LABEL);
    if (node.isOnHold()) {
      // What changes while automation is frozen is judged when it goes on.
      labels.put(NodeMarks.HOLD_ANNOTATION, "");
    }
    NodeRecordCodec.read(node.annotations().get(NodeMarks.RECORD_ANNOTATION))
        .ifPresent(record -> labels.keySet().removeAll(record.labels().keySet()));
    return labels;
  }
}
