package io.nodesentinel.datastore.kubernetes;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.nodesentinel.crds.ConditionStatus;
import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.ProcessingStrategy;
import io.nodesentinel.crds.RecommendedAction;
import io.nodesentinel.crds.StatusCondition;
import io.nodesentinel.datastore.EventRef;
import io.nodesentinel.datastore.StoredEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Health events for tests: all of one check, unless a test says otherwise.
public final class Events {
  static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  private Events() {}

  public static HealthEventSpec spec(String node, boolean healthy, @Nullable Instant generated) {
    return spec(node, healthy, generated, ProcessingStrategy.EXECUTE_REMEDIATION);
  }

  static HealthEventSpec spec(
      String node, boolean healthy, @Nullable Instant generated, ProcessingStrategy strategy) {
    return new HealthEventSpec(
        node,
        "agent",
        "GPU",
        "Check",
        1,
        healthy,
        !healthy,
        "",
        RecommendedAction.NONE,
        "",
        List.of(),
        List.of(),
        Map.of(),
        generated,
        null,
        null,
        strategy);
  }

  static HealthEvent object(
      String name, String uid, long version, Instant created, HealthEventSpec spec) {
    HealthEvent event = new HealthEvent();
    event.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            .withUid(uid)
            .withResourceVersion(Long.toString(version))
            .withCreationTimestamp(created.toString())
            .build());
    event.setSpec(spec);
    return event;
  }

  /// An event with a verdict; an empty verdict means that it was not evaluated yet.
  static StoredEvent stored(
      String id, long order, Instant created, HealthEventSpec spec, String verdict) {
    List<StatusCondition> conditions =
        verdict.isEmpty()
            ? List.of()
            : List.of(
                new StatusCondition("Evaluated", ConditionStatus.True, verdict, "", created, 1L));
    return new StoredEvent(
        new EventRef(id, "1"),
        order,
        created,
        spec,
        new HealthEventStatus(null, null, null, null, null, null, null, conditions));
  }
}
