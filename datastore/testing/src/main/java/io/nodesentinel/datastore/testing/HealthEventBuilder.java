package io.nodesentinel.datastore.testing;

import io.nodesentinel.crds.Entity;
import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.crds.ProcessingStrategy;
import io.nodesentinel.crds.RecommendedAction;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.event.HealthEventCodec;
import io.nodesentinel.datastore.event.HealthEventShape;
import io.nodesentinel.datastore.event.StoredHealthEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Health events for tests: a fatal or a healthy one of a node, with what differs said. Not
/// thread-safe.
public final class HealthEventBuilder {
  private final String node;
  private final boolean healthy;
  private final List<String> codes = new ArrayList<>();
  private final List<Entity> entities = new ArrayList<>();
  private final Map<String, String> metadata = new TreeMap<>();
  private String agent = "test-monitor";
  private String componentClass = "GPU";
  private String check = "GpuXidError";
  private ProcessingStrategy strategy = ProcessingStrategy.EXECUTE_REMEDIATION;
  private Instant createdAt = Instant.parse("2026-01-01T00:00:00Z");
  private @Nullable Value id;
  private @Nullable NodeQuarantined quarantined;

  private HealthEventBuilder(String node, boolean healthy) {
    this.node = node;
    this.healthy = healthy;
  }

  /// A fatal report.
  public static HealthEventBuilder fatal(String node) {
    return new HealthEventBuilder(node, false);
  }

  /// A report that all is well.
  public static HealthEventBuilder healthy(String node) {
    return new HealthEventBuilder(node, true);
  }

  public HealthEventBuilder agent(String name) {
    agent = name;
    return this;
  }

  public HealthEventBuilder check(String component, String name) {
    componentClass = component;
    check = name;
    return this;
  }

  public HealthEventBuilder code(String code) {
    codes.add(code);
    return this;
  }

  public HealthEventBuilder entity(String type, String value) {
    entities.add(new Entity(type, value));
    return this;
  }

  public HealthEventBuilder metadata(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  public HealthEventBuilder idempotencyKey(String key) {
    return metadata("idempotencyKey", key);
  }

  public HealthEventBuilder strategy(ProcessingStrategy kind) {
    strategy = kind;
    return this;
  }

  public HealthEventBuilder createdAt(Instant time) {
    createdAt = time;
    return this;
  }

  public HealthEventBuilder id(Value value) {
    id = value;
    return this;
  }

  public HealthEventBuilder status(NodeQuarantined status) {
    quarantined = status;
    return this;
  }

  public StoredHealthEvent build() {
    HealthEventSpec event =
        new HealthEventSpec(
            node,
            agent,
            componentClass,
            check,
            1,
            healthy,
            !healthy,
            "",
            RecommendedAction.NONE,
            "",
            codes,
            entities,
            metadata,
            createdAt,
            null,
            null,
            strategy);
    return new StoredHealthEvent(
        Optional.ofNullable(id),
        createdAt,
        event,
        new HealthEventStatus(quarantined, null, null, null, null, null, null, List.of()),
        Map.of(),
        List.of());
  }

  /// The event as a document, as MongoDB has it.
  public Document document() {
    return HealthEventCodec.write(build(), HealthEventShape.LOWER_CASE);
  }
}
