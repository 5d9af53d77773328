package io.nodesentinel.reconcilers.quarantine;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is remembered of one node between two looks, and may be forgotten at any time: a process
/// that begins anew folds every event again and comes to the same end. Used by one look at a time,
/// except for [#evictions].
final class NodeMemory {
  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);
  private static final int MOST_OF_WHAT_WAS_ASKED = 4;

  private long policyVersion = -1;
  private Map<String, String> labels = Map.of();
  private String nodeUid = "";
  private String quarantineUid = "";
  private int failures;

  final PodEvictions evictions = new PodEvictions();

  long absorbed = -1;

  /// A write of the Node failed: what is known of it may not be so any more.
  boolean nodeInDoubt;

  @Nullable Instant lastStatusWrite;

  @Nullable LeftLedger left;

  /// The policies, the node or its own labels are not those of the last complete look, or the
  /// ledger that it left is gone with its object.
  boolean isOutdated(long version, String uid, Map<String, String> ownLabels, String ledgerObject) {
    boolean ledgerLost = !quarantineUid.isEmpty() && !quarantineUid.equals(ledgerObject);
    return ledgerLost
        || version != policyVersion
        || !uid.equals(nodeUid)
        || !ownLabels.equals(labels);
  }

  void looked(
      long version, String uid, Map<String, String> ownLabels, String ledgerObject, long upTo) {
    policyVersion = version;
    nodeUid = uid;
    labels = ownLabels;
    quarantineUid = ledgerObject;
    absorbed = upTo;
    failures = 0;
  }

  /// Something was written before the failure: what is left is less than before.
  void progressed() {
    failures = 0;
  }

  /// How long to wait after one more failure in a row.
  Duration failed(@Nullable Duration retryAfter) {
    failures = Math.min(failures + 1, 20);
    Duration grown = FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, 12));
    Duration own = grown.compareTo(LONGEST_RETRY) < 0 ? grown : LONGEST_RETRY;
    if (retryAfter == null) {
      return own;
    }
    // Who says when to come back is not asked much later than that.
    Duration longest = retryAfter.multipliedBy(MOST_OF_WHAT_WAS_ASKED);
    Duration patient = own.compareTo(longest) < 0 ? own : longest;
    return retryAfter.compareTo(patient) > 0 ? retryAfter : patient;
  }
}
