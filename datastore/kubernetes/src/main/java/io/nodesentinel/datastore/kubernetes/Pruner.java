package io.nodesentinel.datastore.kubernetes;

import io.nodesentinel.datastore.StoreException;
import io.nodesentinel.datastore.StoredEvent;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes what [Pruning] names. One pass is bounded; what is left waits for the next.
public final class Pruner {
  private static final Logger LOG = LoggerFactory.getLogger(Pruner.class);
  private static final int MAX_PER_PASS = 500;

  private final KubernetesNodeEvents store;
  private final Pruning.Bounds bounds;
  private final Predicate<StoredEvent> needed;
  private final BooleanSupplier mayAct;
  private final InstantSource clock;

  /// A pruner for one store.
  ///
  /// @param needed an open fault stands on the event
  /// @param mayAct this replica leads
  public Pruner(
      KubernetesNodeEvents store,
      Pruning.Bounds bounds,
      Predicate<StoredEvent> needed,
      BooleanSupplier mayAct,
      InstantSource clock) {
    this.store = store;
    this.bounds = bounds;
    this.needed = needed;
    this.mayAct = mayAct;
    this.clock = clock;
  }

  /// One pass.
  ///
  /// @return how many events were deleted
  public int run() {
    List<StoredEvent> plan = Pruning.plan(store.all(), bounds, needed, clock.instant());
    int deleted = 0;
    for (StoredEvent event : plan) {
      if (deleted >= MAX_PER_PASS || !mayAct.getAsBoolean()) {
        break;
      }
      try {
        deleted += store.delete(event.ref()) ? 1 : 0;
      } catch (StoreException failure) {
        LOG.warn("pruning stopped after {} of {}: {}", deleted, plan.size(), failure.getMessage());
        break;
      }
    }
    if (deleted > 0) {
      LOG.info("pruned {} health events, {} are left", deleted, store.all().size());
    }
    return deleted;
  }
}
