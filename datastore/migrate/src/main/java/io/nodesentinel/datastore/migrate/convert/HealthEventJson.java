package io.nodesentinel.datastore.migrate.convert;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.CONVERSION;

import io.nodesentinel.datastore.document.ArrayValue;
import io.nodesentinel.datastore.document.BoolValue;
import io.nodesentinel.datastore.document.DateValue;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentValue;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// A health event of MongoDB as the Go system writes it in PostgreSQL: the keys of `healthevent`
/// are JSON names, `createdAt` is RFC 3339 text, other known times are seconds and nanoseconds, and
/// `faultremediated` is wrapped. Everything else stays as it is, also what is not known, and a
/// document that is written so already.
final class HealthEventJson {
  private static final String EVENT = "healthevent";
  private static final String STATUS = "healtheventstatus";
  private static final String CREATED_AT = "createdAt";
  private static final String GENERATED = "generatedTimestamp";
  private static final String ENTITIES = "entitiesImpacted";

  private static final Map<String, String> EVENT_NAMES =
      byLowerCase(
          "version",
          "agent",
          "componentClass",
          "checkName",
          "isFatal",
          "isHealthy",
          "message",
          "recommendedAction",
          "errorCode",
          ENTITIES,
          "metadata",
          GENERATED,
          "nodeName",
          "quarantineOverrides",
          "drainOverrides",
          "processingStrategy",
          "id",
          "customRecommendedAction");
  private static final Map<String, String> ENTITY_NAMES = byLowerCase("entityType", "entityValue");
  private static final Set<String> STATUS_TIMES =
      Set.of("quarantinefinishtimestamp", "drainfinishtimestamp", "lastremediationtimestamp");

  private HealthEventJson() {}

  private static Map<String, String> byLowerCase(String... names) {
    return List.of(names).stream()
        .collect(Collectors.toMap(name -> name.toLowerCase(Locale.ROOT), Function.identity()));
  }

  static Document of(Document document) {
    if (!(document.get(EVENT) instanceof DocumentValue(Document event))) {
      throw DatastoreException.of(
          CONVERSION,
          "It is no health event: there is no document \"healthevent\" in it. Is it of another"
              + " collection?");
    }
    Document named = renamed(event, EVENT_NAMES);
    if (!(named.get("nodeName") instanceof TextValue(String node)) || node.isEmpty()) {
      throw DatastoreException.of(CONVERSION, "The health event names no node.");
    }
    Document converted =
        changed(document, CREATED_AT, HealthEventJson::rfc3339).with(EVENT, event(named).asValue());
    return changed(converted, STATUS, HealthEventJson::status);
  }

  private static Document event(Document event) {
    Document timed = changed(event, GENERATED, HealthEventJson::secondsAndNanos);
    return changed(timed, ENTITIES, HealthEventJson::entities);
  }

  private static Value entities(Value value) {
    return value instanceof ArrayValue(List<Value> elements)
        ? new ArrayValue(
            elements.stream()
                .map(element ->
                    element instanceof DocumentValue(Document entity)
                        ? renamed(entity, ENTITY_NAMES).asValue()
                        : element)
                .toList())
        : value;
  }

  private static Value status(Value value) {
    if (!(value instanceof DocumentValue(Document status))) {
      return value;
    }
    Document converted = status;
    for (String time : STATUS_TIMES) {
      converted = changed(converted, time, HealthEventJson::secondsAndNanos);
    }
    converted =
        changed(
            converted,
            "faultremediated",
            fault -> fault instanceof BoolValue ? Document.of("value", fault).asValue() : fault);
    return changed(
            converted,
            "evaluated",
            evaluated ->
                evaluated instanceof DocumentValue(Document inner)
                    ? changed(inner, "time", HealthEventJson::secondsAndNanos).asValue()
                    : evaluated)
        .asValue();
  }

  static Value rfc3339(Value value) {
    return value instanceof DateValue(Instant time) ? Value.of(time.toString()) : value;
  }

  private static Value secondsAndNanos(Value value) {
    return value instanceof DateValue(Instant time)
        ? Document.builder()
            .put("seconds", time.getEpochSecond())
            .put("nanos", time.getNano())
            .build()
            .asValue()
        : value;
  }

  /// The document with one field changed, if it has it.
  static Document changed(Document document, String field, UnaryOperator<Value> change) {
    Value value = document.get(field);
    return value == null ? document : document.with(field, change.apply(value));
  }

  /// Fields in lower case under their JSON names, unless there is one of that name already.
  private static Document renamed(Document document, Map<String, String> names) {
    Map<String, Value> fields = new LinkedHashMap<>();
    document
        .fields()
        .forEach((key, value) -> {
          String name = names.getOrDefault(key, key);
          fields.put(document.get(name) == null ? name : key, value);
        });
    return Document.of(fields);
  }
}
