package io.nodesentinel.datastore.event;

import io.nodesentinel.crds.BehaviourOverrides;
import io.nodesentinel.crds.Entity;
import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentValue;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Stored documents as health events: reads every shape, writes the given one.
///
/// `STORE_AND_ANALYSE` is written as `STORE_ONLY`, since documents have no number for it. Fields
/// that are not known are ignored.
public final class HealthEventCodec {
  private HealthEventCodec() {}

  /// @throws DatastoreException (CONVERSION) if the document has no `healthevent` or no node name,
  ///   or a field has a wrong type
  public static StoredHealthEvent read(Document document) {
    Reading root = new Reading("document", document);
    if (!(root.value("healthevent") instanceof DocumentValue(Document inner))) {
      throw DatastoreException.of(
          DatastoreException.Kind.CONVERSION, "The document has no healthevent in it.");
    }
    List<String> remarks = new ArrayList<>();
    Reading reading = new Reading("healthevent", inner);
    HealthEventSpec event = event(reading, remarks);
    if (event.nodeName().isEmpty()) {
      throw DatastoreException.of(
          DatastoreException.Kind.CONVERSION, "The health event names no node.");
    }
    Instant createdAt = root.time("createdAt");
    if (createdAt == null) {
      createdAt = event.generatedTimestamp();
      remarks.add("It has no time of creation; the time of the report is taken.");
    }
    Reading status = root.document("healtheventstatus");
    return new StoredHealthEvent(
        document.id(),
        createdAt == null ? Instant.EPOCH : createdAt,
        event,
        StatusCodec.read(status, remarks),
        status.texts("spanids"),
        remarks);
  }

  /// The document of an event, with its id if it has one.
  public static Document write(StoredHealthEvent stored, HealthEventShape shape) {
    Document.Builder document = Document.builder();
    stored.id().ifPresent(id -> document.put(Document.ID, id));
    return HealthEventWriting.write(stored, shape, document).build();
  }

  /// The parts of a status that are not null, by their paths in a document, for updates of one's
  /// own.
  public static Map<FieldPath, Value> statusFields(
      HealthEventStatus parts, HealthEventShape shape) {
    Map<FieldPath, Value> fields = new LinkedHashMap<>();
    StatusCodec.write(parts, shape)
        .forEach((key, value) -> fields.put(HealthEventShape.status(key), value));
    return fields;
  }

  private static HealthEventSpec event(Reading event, List<String> remarks) {
    return new HealthEventSpec(
        event.text("nodeName"),
        event.text("agent"),
        event.text("componentClass"),
        event.text("checkName"),
        Math.clamp(event.integer("version"), 0, Integer.MAX_VALUE),
        event.bool("isHealthy"),
        event.bool("isFatal"),
        event.text("message"),
        StoredNumbers.action(event, remarks),
        event.text("customRecommendedAction"),
        event.textList("errorCode"),
        event.list("entitiesImpacted").stream()
            .map(element -> {
              if (!(element instanceof DocumentValue(Document entity))) {
                throw event.wrong("entitiesImpacted", element, "an array of documents");
              }
              Reading reading = new Reading("healthevent.entitiesImpacted", entity);
              return new Entity(reading.text("entityType"), reading.text("entityValue"));
            })
            .toList(),
        event.texts("metadata"),
        event.time("generatedTimestamp"),
        overrides(event, "quarantineOverrides"),
        overrides(event, "drainOverrides"),
        StoredNumbers.strategy(event, remarks));
  }

  private static @Nullable BehaviourOverrides overrides(Reading event, String name) {
    if (event.value(name) == null) {
      return null;
    }
    Reading overrides = event.document(name);
    return new BehaviourOverrides(overrides.bool("force"), overrides.bool("skip"));
  }
}
