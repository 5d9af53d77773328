package io.nodesentinel.reconcilers.drain;

import io.nodesentinel.crds.DrainProgress;
import io.nodesentinel.reconcilers.node.Taint;
import io.nodesentinel.reconcilers.port.PodView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything the drain of one node depends on.
///
/// @param startedAt of the session
/// @param taints of the session
/// @param pods on the node, from memory
/// @param live pods on the node, read from the API server just now; null if nobody asked
/// @param attempts by pod UID
/// @param before the progress that is in the status; null at the start
public record DrainObserved(
    Instant now,
    Instant startedAt,
    List<Taint> taints,
    List<PodView> pods,
    @Nullable List<PodView> live,
    Map<String, EvictionAttempt> attempts,
    @Nullable DrainProgress before) {

  public DrainObserved {
    taints = List.copyOf(taints);
    pods = List.copyOf(pods);
    live = live == null ? null : List.copyOf(live);
    attempts = Map.copyOf(attempts);
  }
}
