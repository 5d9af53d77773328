package io.nodesentinel.datastore.mongodb.change;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.HISTORY_GAP;

import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import io.nodesentinel.datastore.mongodb.connection.MongoErrors;
import java.util.Set;

/// What an error of a change stream means.
final class StreamErrors {
  /// FailedToParse, CappedPositionLost, InvalidResumeToken, ChangeStreamFatalError and
  /// ChangeStreamHistoryLost: reading cannot go on from the position.
  private static final Set<Integer> HISTORY_LOST = Set.of(9, 136, 260, 280, 286);

  /// BSONObjectTooLarge.
  private static final int TOO_LARGE = 10334;

  private StreamErrors() {}

  /// The typed error.
  static DatastoreException of(RuntimeException failure, Kind otherwise, String doing) {
    if (HISTORY_LOST.contains(MongoErrors.code(failure))) {
      return DatastoreException.of(
              HISTORY_GAP, "The server has no changes from the position on any more.", failure)
          .from(MongoErrors.PROVIDER)
          .with("code", Integer.toString(MongoErrors.code(failure)));
    }
    return MongoErrors.of(failure, otherwise, doing);
  }

  /// The event is larger than a document may be.
  static boolean isTooLarge(DatastoreException failure) {
    return failure.getCause() instanceof RuntimeException cause
        && MongoErrors.code(cause) == TOO_LARGE;
  }
}
