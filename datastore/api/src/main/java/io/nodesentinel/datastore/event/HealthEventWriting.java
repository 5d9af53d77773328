package io.nodesentinel.datastore.event;

import io.nodesentinel.crds.BehaviourOverrides;
import io.nodesentinel.crds.Entity;
import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.datastore.document.ArrayValue;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes documents as the Go system does on each kind of database: all fields in lower case in
/// one, JSON names without empty fields in the other.
final class HealthEventWriting {
  private final HealthEventShape shape;
  private final Document.Builder event = Document.builder();

  private HealthEventWriting(HealthEventShape shape) {
    this.shape = shape;
  }

  static Document.Builder write(
      StoredHealthEvent stored, HealthEventShape shape, Document.Builder document) {
    boolean json = shape == HealthEventShape.JSON_NAMES;
    if (json) {
      document.put("RawEvent", Value.nothing());
    }
    return document
        .put(
            "createdAt",
            json ? Value.of(stored.createdAt().toString()) : Value.of(stored.createdAt()))
        .put("healthevent", new HealthEventWriting(shape).event(stored.event()))
        .put("healtheventstatus", status(stored, shape));
  }

  private Document event(HealthEventSpec spec) {
    put("version", Value.of(spec.version()));
    text("agent", spec.agent());
    text("componentClass", spec.componentClass());
    text("checkName", spec.checkName());
    bool("isFatal", spec.isFatal());
    bool("isHealthy", spec.isHealthy());
    text("message", spec.message());
    number("recommendedAction", StoredNumbers.of(spec.recommendedAction()));
    list("errorCode", Value.texts(spec.errorCode()));
    list(
        "entitiesImpacted",
        new ArrayValue(spec.entitiesImpacted().stream().map(this::entity).toList()));
    texts("metadata", spec.metadata());
    if (spec.generatedTimestamp() != null) {
      put("generatedTimestamp", StatusCodec.secondsAndNanos(spec.generatedTimestamp()));
    }
    text("nodeName", spec.nodeName());
    overrides("quarantineOverrides", spec.quarantineOverrides());
    overrides("drainOverrides", spec.drainOverrides());
    put("processingStrategy", Value.of(StoredNumbers.of(spec.processingStrategy())));
    if (!spec.customRecommendedAction().isEmpty()) {
      text("customRecommendedAction", spec.customRecommendedAction());
    }
    return event.build();
  }

  private Value entity(Entity entity) {
    return Document.builder()
        .put(shape.key("entityType"), entity.entityType())
        .put(shape.key("entityValue"), entity.entityValue())
        .build()
        .asValue();
  }

  private void overrides(String name, @Nullable BehaviourOverrides overrides) {
    if (overrides != null) {
      put(
          name,
          Document.builder()
              .put("force", overrides.force())
              .put("skip", overrides.skip())
              .build()
              .asValue());
    }
  }

  private void text(String name, String value) {
    if (!value.isEmpty() || writesEmpty()) {
      put(name, Value.of(value));
    }
  }

  private void bool(String name, boolean value) {
    if (value || writesEmpty()) {
      put(name, Value.of(value));
    }
  }

  private void number(String name, long value) {
    if (value != 0 || writesEmpty()) {
      put(name, Value.of(value));
    }
  }

  private void list(String name, ArrayValue value) {
    if (!value.elements().isEmpty() || writesEmpty()) {
      put(name, value);
    }
  }

  private void texts(String name, Map<String, String> texts) {
    if (!texts.isEmpty() || writesEmpty()) {
      put(name, Value.from(texts));
    }
  }

  private boolean writesEmpty() {
    return shape == HealthEventShape.LOWER_CASE;
  }

  private void put(String name, Value value) {
    event.put(shape.key(name), value);
  }

  private static Document status(StoredHealthEvent stored, HealthEventShape shape) {
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put(StatusCodec.NODE, Value.nothing());
    Document.Builder noEviction =
        Document.builder().put("status", shape == HealthEventShape.LOWER_CASE ? "NotStarted" : "");
    if (shape == HealthEventShape.LOWER_CASE) {
      noEviction.put("message", "");
    }
    fields.put(StatusCodec.EVICTION, noEviction.build().asValue());
    fields.put("faultremediated", Value.nothing());
    fields.putAll(StatusCodec.write(stored.status(), shape));
    if (!stored.spanIds().isEmpty()) {
      fields.put("spanids", Value.from(stored.spanIds()));
    }
    return Document.of(fields);
  }
}
