package io.nodesentinel.reconcilers.quarantine;

import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.reconcilers.drain.EvictionAttempt;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.policy.PolicySet;
import io.nodesentinel.reconcilers.port.PodView;
import io.nodesentinel.reconcilers.port.QuarantineView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything the decision for one node depends on.
///
/// @param node null if there is no such node
/// @param quarantine null if there is none for it
/// @param events of this node, in the store's order
/// @param complete no source of events is unread: what is not among `events` is not there
/// @param absorbed events up to this order were folded before, by this process and these policies
/// @param reevaluate the policies or the node's own labels changed since, or nothing was folded yet
/// @param slot whether the cap lets one more node go out
/// @param drain the pods of the node
/// @param nextSession the id that a session takes if one starts now
/// @param lastStatusWrite when the status was last written from here; null if never
/// @param left the ledger of the object that was let go, while there is no other; null if none is
public record QuarantineObserved(
    Instant now,
    String nodeName,
    @Nullable NodeView node,
    @Nullable QuarantineView quarantine,
    List<StoredEvent> events,
    boolean complete,
    long absorbed,
    boolean reevaluate,
    PolicySet policies,
    Slot slot,
    DrainFacts drain,
    String nextSession,
    @Nullable Instant lastStatusWrite,
    @Nullable LeftLedger left) {

  /// The pods, and what is known of their evictions.
  ///
  /// @param live read from the API server just now; null if nobody asked
  /// @param attempts by pod UID
  public record DrainFacts(
      List<PodView> pods, @Nullable List<PodView> live, Map<String, EvictionAttempt> attempts) {

    public DrainFacts {
      pods = List.copyOf(pods);
      live = live == null ? null : List.copyOf(live);
      attempts = Map.copyOf(attempts);
    }
  }

  /// The cap's word on this node.
  public enum Slot {
    /// Nobody asked yet; a plan that needs it says so.
    UNASKED,
    GRANTED,
    REFUSED
  }

  public QuarantineObserved {
    events = List.copyOf(events);
  }

  /// The same, with the cap's answer.
  public QuarantineObserved withSlot(Slot answer) {
    return with(answer, drain);
  }

  /// The same, with the pods as the API server has them.
  public QuarantineObserved withLivePods(List<PodView> live) {
    return with(slot, new DrainFacts(drain.pods(), live, drain.attempts()));
  }

  private QuarantineObserved with(Slot slotAnswer, DrainFacts drainFacts) {
    return new QuarantineObserved(
        now,
        nodeName,
        node,
        quarantine,
        events,
        complete,
        absorbed,
        reevaluate,
        policies,
        slotAnswer,
        drainFacts,
        nextSession,
        lastStatusWrite,
        left);
  }
}
