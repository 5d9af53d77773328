package io.nodesentinel.datastore.kubernetes.change;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.datastore.change.Change;
import io.nodesentinel.datastore.change.Operation;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.kubernetes.object.EventObjects;
import io.nodesentinel.datastore.kubernetes.object.ObjectNames;
import io.nodesentinel.datastore.query.memory.Evaluator;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Objects that changed, as the changes that a client wants.
final class ChangeReading {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeReading.class);

  private final WatchRequest request;
  private final Predicate<Document> wanted;
  private final InstantSource clock;

  ChangeReading(WatchRequest request, InstantSource clock) {
    this.request = request;
    this.wanted = Evaluator.predicate(request.filter());
    this.clock = clock;
  }

  WatchRequest request() {
    return request;
  }

  /// The change; empty if the client does not want it.
  Optional<Change> changed(WatchEvent.Changed event) {
    Document document = document(event);
    if (!request.operations().contains(event.operation())
        || (document != null && !wanted.test(document))) {
      return Optional.empty();
    }
    boolean deleted = event.operation() == Operation.DELETE;
    return Optional.of(
        new Change.Changed(
            event.operation(),
            request.collection(),
            ObjectNames.id(event.name()),
            deleted ? document : null,
            deleted ? null : document,
            new StreamToken(event.version()).toResumeToken(),
            false,
            "",
            writtenAt(event.object()).orElseGet(clock::instant)));
  }

  /// One object that cannot be read must not stop the others: its change is told by its id.
  private static @Nullable Document document(WatchEvent.Changed event) {
    try {
      return event.object() == null ? null : EventObjects.read(event.object());
    } catch (DatastoreException unreadable) {
      LOG.warn(
          "HealthEvent {} cannot be read; its change is told without it", event.name(), unreadable);
      return null;
    }
  }

  /// When an object was last written, in whole seconds.
  static Optional<Instant> writtenAt(@Nullable HealthEvent object) {
    if (object == null) {
      return Optional.empty();
    }
    Optional<Instant> managed =
        object.getMetadata().getManagedFields() == null
            ? Optional.empty()
            : object.getMetadata().getManagedFields().stream()
                .map(ManagedFieldsEntry::getTime)
                .filter(time -> time != null)
                .map(Instant::parse)
                .max(Instant::compareTo);
    return managed.or(
        () -> Optional.ofNullable(object.getMetadata().getCreationTimestamp()).map(Instant::parse));
  }
}
