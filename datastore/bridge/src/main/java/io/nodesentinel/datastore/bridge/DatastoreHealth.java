package io.nodesentinel.datastore.bridge;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How the datastore is doing, for probes and metrics.
///
/// @param idle whether it is left alone, since this replica does not lead
/// @param known whether everything that is known there is known here; if not, recoveries wait
/// @param answers whether it can be written to
/// @param detail for people: since when it is not known, and why; empty while all is well
/// @param lag age of the oldest change that was not handled, when it was last asked for
/// @param backlog changes that were not handled, when it was last asked for
/// @param events in memory
/// @param unreadable documents that could not be read so far
/// @param gaps how often changes were missing so far, and what is open was read anew
/// @param unrecorded nodes with objects that are still to be recorded
/// @param unrecordable objects so far that no document can hold
/// @param certificateExpiry of the first certificate in use that expires
public record DatastoreHealth(
    boolean idle,
    boolean known,
    boolean answers,
    String detail,
    Duration lag,
    long backlog,
    int events,
    long unreadable,
    long gaps,
    int unrecorded,
    long unrecordable,
    Optional<Instant> certificateExpiry) {
  /// Of a store that nobody reads.
  public static final DatastoreHealth IDLE =
      new DatastoreHealth(
          true, false, false, "", Duration.ZERO, 0, 0, 0, 0, 0, 0, Optional.empty());
}
