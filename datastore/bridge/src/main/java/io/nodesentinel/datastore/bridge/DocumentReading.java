package io.nodesentinel.datastore.bridge;

import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.datastore.EventRef;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.datastore.client.Found;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.event.HealthEventCodec;
import io.nodesentinel.datastore.event.HealthEventShape;
import io.nodesentinel.datastore.event.StoredHealthEvent;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Documents as events. What cannot be read is named in the log, counted, and set aside: once for
/// each document, however often it is looked at. Thread-safe.
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

  /// As [#read(Document)]; of what no [Document] can hold nothing is acted upon.
  Optional<EventRow> read(Found found) {
    return switch (found) {
      case Found.Sound(Document document) -> read(document);
      case Found.Unreadable(_, Document rest, DatastoreException reason) -> {
        refuse(rest, reason);
        yield Optional.empty();
      }
    };
  }

  /// Tells of a document that no event can have its name from; one that is no fact is let be.
  void readUnnamed(Found found) {
    if (read(found).isPresent()) {
      throw new IllegalStateException("an event has a name that its document does not give");
    }
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
      refuse(document, failure);
      return Optional.empty();
    }
  }

  private void refuse(Document document, DatastoreException reason) {
    if (setAside.isNew(document)) {
      unreadable.increment();
      LOG.atWarn()
          .addKeyValue("document", document.id().map(DocumentReading::named).orElse("without id"))
          .addKeyValue("node", nodeName(document))
          .log("a health event in the datastore cannot be read: {}", reason.getMessage());
    }
    setAside.keep(document, reason);
  }

  /// Where it can be had.
  private static String nodeName(Document document) {
    return Stream.of(HealthEventShape.values())
        .flatMap(shape -> document.at(shape.event("nodeName")).stream())
        .map(name -> name instanceof TextValue(String text) && Bounds.isNodeName(text) ? text : "")
        .findFirst()
        .orElse("");
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
