package io.nodesentinel.reconcilers.drain;

import io.nodesentinel.crds.DrainProgress;
import io.nodesentinel.reconcilers.port.PodView;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What to do about the pods of one node.
///
/// @param evict pods to be evicted now
/// @param needsLiveList memory says that the node is empty; ask the API server before saying so
/// @param drained the API server says that it is empty
/// @param lookAgain when a pod that could not be evicted may be asked about again; null for never
public record DrainPlan(
    List<PodView> evict,
    boolean needsLiveList,
    boolean drained,
    DrainProgress progress,
    @Nullable Duration lookAgain) {

  public DrainPlan {
    evict = List.copyOf(evict);
  }
}
