package io.nodesentinel.datastore.kubernetes.object;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.StatusCondition;
import io.nodesentinel.datastore.EventOrder;
import io.nodesentinel.datastore.document.DateValue;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.event.HealthEventCodec;
import io.nodesentinel.datastore.event.HealthEventShape;
import io.nodesentinel.datastore.event.StoredHealthEvent;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// A `HealthEvent` object as a document, and a document as an object. Pure.
///
/// The document has the JSON names of the object's `spec` and, in lower case, the parts of its
/// `status`. `createdAt` is a date: that of the annotation [#CREATED_AT] which an insert sets, else
/// the object's own time of creation. Tracing spans are kept in the annotation [#SPAN_IDS], since
/// the status has no field for them.
public final class EventObjects {
  /// How documents spell the keys of events here.
  public static final HealthEventShape SHAPE = HealthEventShape.JSON_NAMES;

  /// When the event was taken in by whoever stored it, in RFC 3339.
  public static final String CREATED_AT = "nodesentinel.io/created-at";

  /// Tracing spans by name of the service, as JSON.
  public static final String SPAN_IDS = "nodesentinel.io/span-ids";

  private static final String CREATED = "createdAt";
  private static final String EVENT = "healthevent";
  private static final String STATUS = "healtheventstatus";

  private EventObjects() {}

  /// The document of an object.
  public static Document read(HealthEvent object) {
    StoredHealthEvent stored = stored(object);
    return HealthEventCodec.write(stored, SHAPE)
        .without(List.of("RawEvent"))
        .with(CREATED, Value.of(stored.createdAt()));
  }

  /// The event that an object is.
  public static StoredHealthEvent stored(HealthEvent object) {
    ObjectMeta metadata = object.getMetadata();
    HealthEventStatus status = object.getStatus();
    List<String> remarks = new ArrayList<>();
    return new StoredHealthEvent(
        Optional.of(ObjectNames.id(metadata.getName())),
        createdAt(metadata),
        Sound.event(object.getSpec(), remarks),
        status == null ? HealthEventStatus.empty() : Sound.status(status),
        Spans.read(metadata.getAnnotations()),
        remarks);
  }

  private static Instant createdAt(ObjectMeta metadata) {
    Map<String, String> annotations = metadata.getAnnotations();
    String stated = annotations == null ? null : annotations.get(CREATED_AT);
    if (stated != null) {
      try {
        return new DateValue(Instant.parse(stated)).value();
      } catch (DateTimeParseException | DatastoreException _) {
        // A person's typing error is no reason to lose the event.
      }
    }
    return Instant.parse(metadata.getCreationTimestamp());
  }

  /// A new object of a document; it has a status if the document says something of one.
  ///
  /// @param name of the object
  /// @throws DatastoreException (VALIDATION, UNSUPPORTED) if it cannot be one
  public static HealthEvent create(String name, Document document) {
    boolean dated = document.get(CREATED) != null;
    StoredHealthEvent stored =
        parse(dated ? document : document.with(CREATED, Value.of(Instant.EPOCH)));
    HealthEvent object = new HealthEvent();
    object.setMetadata(new ObjectMetaBuilder().withName(name).build());
    if (dated) {
      object.getMetadata().getAnnotations().put(CREATED_AT, stored.createdAt().toString());
    }
    Spans.write(stored.spanIds(), object.getMetadata());
    object.setSpec(stored.event());
    HealthEventStatus status = status(HealthEventStatus.empty(), stored.status());
    object.setStatus(status.equals(HealthEventStatus.empty()) ? null : status);
    return object;
  }

  /// What has to be written to an object so that it becomes a document.
  ///
  /// @param after the document that it shall be
  /// @throws DatastoreException (VALIDATION, UNSUPPORTED) if it cannot become that
  public static ObjectChange change(HealthEvent object, Document after) {
    Document before = read(object);
    Document factBefore = before.without(List.of(STATUS));
    Document factAfter = after.without(List.of(STATUS));
    if (!factBefore.equals(factAfter)) {
      String field =
          Stream.of(CREATED, EVENT)
              .filter(name -> !Objects.equals(factBefore.get(name), factAfter.get(name)))
              .findFirst()
              .orElse("a new one");
      throw DatastoreException.unsupported(
          "A HealthEvent is a fact and cannot be changed: only %s can be written, not %s."
              .formatted(STATUS, field));
    }
    StoredHealthEvent wanted = parse(after);
    HealthEventStatus now = stored(object).status();
    HealthEventStatus status = status(now, wanted.status());
    boolean spans = !wanted.spanIds().equals(Spans.read(object.getMetadata().getAnnotations()));
    if (spans && !status.equals(now)) {
      throw DatastoreException.unsupported(
          "The status of a HealthEvent and its spanids are two writes here, and an update is one:"
              + " write them one after the other.");
    }
    return spans
        ? new ObjectChange.OfSpans(wanted.spanIds())
        : status.equals(now) ? new ObjectChange.None() : new ObjectChange.OfStatus(status);
  }

  private static StoredHealthEvent parse(Document document) {
    KnownFields.check(document.without(List.of("RawEvent")));
    StoredHealthEvent stored;
    try {
      stored = HealthEventCodec.read(document);
    } catch (DatastoreException wrong) {
      throw wrong.kind() == DatastoreException.Kind.CONVERSION
          ? DatastoreException.of(DatastoreException.Kind.VALIDATION, wrong.getMessage(), wrong)
          : wrong;
    }
    if (!stored.remarks().isEmpty()) {
      throw DatastoreException.invalid(
          "A HealthEvent object cannot hold the document: " + String.join(" ", stored.remarks()));
    }
    return stored;
  }

  /// What documents do not have stays: conditions of others.
  private static HealthEventStatus status(HealthEventStatus now, HealthEventStatus wanted) {
    List<StatusCondition> conditions =
        Stream.concat(
                now.conditions().stream().filter(one -> !one.type().equals(EventOrder.EVALUATED)),
                wanted.conditions().stream())
            .toList();
    return new HealthEventStatus(
        wanted.nodeQuarantined(),
        wanted.userPodsEvictionStatus(),
        wanted.quarantineFinishTimestamp(),
        wanted.drainFinishTimestamp(),
        wanted.faultRemediated(),
        wanted.lastRemediationTimestamp(),
        wanted.observedGeneration() == null
            ? now.observedGeneration()
            : wanted.observedGeneration(),
        conditions);
  }
}
