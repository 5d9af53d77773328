package io.nodesentinel.datastore.bridge;

import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.datastore.EventRef;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.event.HealthEventCodec;
import io.nodesentinel.datastore.event.StoredHealthEvent;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Documents as events. What cannot be read is named in the log, counted, and set aside.
/// Thread-safe.
final class DocumentReading {
  private static final Logger LOG = LoggerFactory.getLogger(DocumentReading.class);

  private final InstantSource clock;
  private final SetAside setAside;
  private final LongAdder unreadable = new LongAdder();

  DocumentReading(InstantSource clock, SetAside setAside) {
    this.clock = clock;
    this.setAside = setAside;
  }

  Instant now() {
    return clock.instant();
  }

  /// How many documents could not be read so far.
  long unreadable() {
    return unreadable.sum();
  }

  /// Empty for what is no fact to act on: a copy of an object, a document that nobody can read, and
  /// one that somebody cancelled before we saw it.
  Optional<EventRow> read(Document document) {
    if (ObjectCopies.isCopy(document)) {
      return Optional.empty();
    }
    try {
      Value id =
          document
              .id()
              .orElseThrow(() ->
                  DatastoreException.of(
                      DatastoreException.Kind.CONVERSION, "The document has no id."));
      StoredHealthEvent stored = HealthEventCodec.read(document);
      if (!Bounds.isNodeName(stored.event().nodeName())) {
        throw DatastoreException.of(
            DatastoreException.Kind.CONVERSION, "No Node can have the name that it gives.");
      }
      boolean judged = !stored.status().conditions().isEmpty();
      if (!judged && stored.status().nodeQuarantined() == NodeQuarantined.Cancelled) {
        return Optional.empty();
      }
      return Optional.of(row(id, Basis.of(document), stored));
    } catch (DatastoreException failure) {
      unreadable.increment();
      LOG.atWarn()
          .addKeyValue("document", document.id().map(DocumentReading::named).orElse("without id"))
          .log("a health event in the datastore cannot be read: {}", failure.getMessage());
      setAside.keep(document, failure);
      return Optional.empty();
    }
  }

  private EventRow row(Value id, Basis basis, StoredHealthEvent stored) {
    Instant now = clock.instant();
    // Nothing arrived before it was written; a writer's clock that is ahead would keep a fault from
    // being closed until then.
    Instant createdAt = stored.createdAt().isAfter(now) ? now : stored.createdAt();
    return new EventRow(
        id,
        basis,
        new StoredEvent(
            new EventRef(DocumentIds.name(id), basis.version()),
            0,
            createdAt,
            Bounds.cut(stored.event(), createdAt),
            stored.status()),
        false);
  }

  private static String named(Value id) {
    try {
      return DocumentIds.name(id);
    } catch (DatastoreException odd) {
      return "with an id that is " + id.typeName();
    }
  }
}
