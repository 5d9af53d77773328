package io.nodesentinel.reconcilers.datastore;

import io.nodesentinel.crds.DatastoreStatus;
import io.nodesentinel.reconcilers.port.ApiException;
import java.time.Duration;
import java.util.List;

/// What comes of one look at a Datastore.
///
/// @param steps in order
/// @param lookAgain when to look again if nothing happens before
public record DatastorePlan(List<DatastoreStep> steps, DatastoreStatus status, Duration lookAgain) {
  private static final Duration AFTER_REFUSAL = Duration.ofSeconds(5);

  public DatastorePlan {
    steps = List.copyOf(steps);
  }

  /// The same, where one step failed: it is said, unless it is only that somebody else wrote first.
  DatastorePlan refused(String step, ApiException why, DatastoreObserved observed) {
    return why.kind() == ApiException.Kind.CONFLICT
        ? this
        : new DatastorePlan(
            steps,
            DatastoreConditions.with(
                observed,
                status,
                Finding.bad("RefusedByApiServer", step + " failed: " + why.getMessage())),
            AFTER_REFUSAL);
  }
}
