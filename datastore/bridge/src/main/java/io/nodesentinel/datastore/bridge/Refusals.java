package io.nodesentinel.datastore.bridge;

import io.nodesentinel.datastore.error.DatastoreException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Objects that are not recorded, since no document can hold what they say: the rules for names and
/// texts of a `HealthEvent` are not those of every store. Each is named in the log once and
/// counted. Adding is for one thread.
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
  private static final int REMEMBERED = 10_000;

  private final Set<String> named = new HashSet<>();
  private final LongAdder count = new LongAdder();

  /// The error is about what was to be stored, and not about the store: the same call never
  /// succeeds, and one without this object may.
  static boolean concernsOne(DatastoreException failure) {
    return switch (failure.kind()) {
      case VALIDATION, SERIALIZATION, CONVERSION -> !failure.isRetryable();
      default -> false;
    };
  }

  void add(ObjectEvent object, DatastoreException why) {
    if (named.size() < REMEMBERED && !named.add(object.uid())) {
      return;
    }
    count.increment();
    LOG.atWarn()
        .addKeyValue("node", object.event().event().nodeName())
        .addKeyValue("healthEvent", object.event().ref().id())
        .log("a HealthEvent is not recorded in the datastore: {}", why.getMessage());
  }

  /// For any thread.
  long count() {
    return count.sum();
  }
}
