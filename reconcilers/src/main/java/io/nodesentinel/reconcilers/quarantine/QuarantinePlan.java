package io.nodesentinel.reconcilers.quarantine;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What to do about one node.
///
/// @param decision what it amounts to
/// @param reason a sentence for the log; empty if nothing happens
/// @param lookAgain when to look again without any event; null for never
/// @param absorbed the fold went this far; it counts once all steps are done
/// @param failures policies that could not judge an event
public record QuarantinePlan(
    Decision decision,
    String reason,
    List<Step> steps,
    @Nullable Duration lookAgain,
    long absorbed,
    List<String> failures) {

  /// The decisions, one of which each look comes to.
  public enum Decision {
    /// Nothing to decide; there may still be statuses to write.
    REST,
    /// A slot of the cap is needed before anything else; ask for it and plan again.
    NEEDS_SLOT,
    /// Memory says that the node is empty; ask the API server for its pods and plan again.
    NEEDS_LIVE_PODS,
    START,
    ADJUST,
    HOLD,
    RELEASE,
    /// A session ends without a healthy event.
    END,
    /// A person undid it.
    CANCEL,
    /// Put right what was found half done or damaged.
    REPAIR
  }

  public QuarantinePlan {
    steps = List.copyOf(steps);
    failures = List.copyOf(failures);
  }

  /// Nothing can be done before what it asks for is there.
  boolean asksForMore() {
    return decision == Decision.NEEDS_SLOT || decision == Decision.NEEDS_LIVE_PODS;
  }

  /// A plan that does nothing but ask for what the next one needs.
  static QuarantinePlan asking(Decision what, long absorbed) {
    return new QuarantinePlan(what, "", List.of(), null, absorbed, List.of());
  }
}
