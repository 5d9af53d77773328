package io.nodesentinel.reconcilers.ledger;

import io.nodesentinel.crds.Fault;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.policy.PolicySet;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything the fold depends on.
///
/// @param node as it would be without what we did to it, so that no policy judges our own cordon;
///   null if there is no such node
/// @param faults the ledger as it is durable now
/// @param events the node's events in the store's order
/// @param absorbed events up to this order were folded before, by this process and these policies
/// @param reevaluate the policies or the node's labels changed: look at every event again
/// @param rebuild the ledger object is gone; what the events say of earlier cancels is believed
public record FoldInput(
    @Nullable NodeView node,
    List<Fault> faults,
    List<StoredEvent> events,
    long absorbed,
    boolean reevaluate,
    boolean rebuild,
    PolicySet policies,
    Instant now) {

  public FoldInput {
    faults = List.copyOf(faults);
    events = List.copyOf(events);
  }
}
