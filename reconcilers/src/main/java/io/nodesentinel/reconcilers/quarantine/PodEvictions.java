package io.nodesentinel.reconcilers.quarantine;

import io.nodesentinel.reconcilers.drain.Evicting;
import io.nodesentinel.reconcilers.drain.EvictionAttempt;
import io.nodesentinel.reconcilers.port.EvictionResult;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// What this process knows of the evictions of one node's pods. An eviction waits for its turn, is
/// asked for, and is answered. One that waits ends with its session; one that was asked for does
/// not, and is remembered: the next session must not ask again for a pod that is on its way out.
/// Thread-safe, since answers come from elsewhere than looks.
final class PodEvictions {
  private final Map<String, EvictionAttempt> attempts = new HashMap<>();

  /// The session of each eviction that waits, by pod UID.
  private final Map<String, String> waiting = new HashMap<>();

  /// By pod UID.
  synchronized Map<String, EvictionAttempt> attempts() {
    return Map.copyOf(attempts);
  }

  synchronized void waits(String podUid, String session, Instant now) {
    attempts.put(podUid, Evicting.underWay(attempts.get(podUid), now));
    waiting.put(podUid, session);
  }

  /// Whether the session still waits for this eviction.
  synchronized boolean isAwaited(String podUid, String session) {
    return session.equals(waiting.get(podUid));
  }

  /// Its turn has come, and the API server is asked.
  synchronized void asked(String podUid) {
    waiting.remove(podUid);
  }

  /// Its turn has come, and it is not wanted any more. It may be wanted again later.
  synchronized void dropped(String podUid, String session) {
    if (waiting.remove(podUid, session)) {
      attempts.remove(podUid);
    }
  }

  synchronized void answered(String podUid, EvictionResult result, Instant now) {
    attempts.computeIfPresent(podUid, (uid, before) -> Evicting.answered(before, result, now));
  }

  /// The session is over, or drains no more.
  synchronized void stop() {
    attempts.entrySet().removeIf(e -> waiting.containsKey(e.getKey()) || !isGoing(e.getValue()));
    waiting.clear();
  }

  /// The API server was asked and did not say no.
  private static boolean isGoing(EvictionAttempt attempt) {
    return switch (attempt.result()) {
      case null -> true;
      case EvictionResult.Accepted _, EvictionResult.Gone _ -> true;
      case EvictionResult.Blocked _, EvictionResult.Busy _, EvictionResult.Refused _ -> false;
    };
  }

  /// Only pods that are still there are worth remembering.
  synchronized void keepOnly(Set<String> podUids) {
    attempts.keySet().retainAll(podUids);
    waiting.keySet().retainAll(podUids);
  }
}
