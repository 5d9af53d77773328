package io.nodesentinel.simulator.server;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.datastore.EventRef;
import io.nodesentinel.datastore.StatusWrite;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;

/// `HealthEvent` objects as the API server keeps them. Their names say nothing of their order.
public final class SimEvents {
  private final Table<HealthEvent> table;
  private int reports;

  SimEvents(Table<HealthEvent> table) {
    this.table = table;
  }

  public Table<HealthEvent> table() {
    return table;
  }

  /// A monitor reports.
  ///
  /// @param scatter makes the name differ from the order
  /// @return the name of the event
  public String report(HealthEventSpec spec, int scatter, Instant now) {
    String name = Character.toString('a' + Math.floorMod(scatter, 26)) + "-" + ++reports;
    table.put(
        name, v -> object(name, v, now.truncatedTo(ChronoUnit.SECONDS).toString(), spec, null));
    return name;
  }

  /// All of them in the order in which they were reported.
  public List<HealthEvent> inOrder() {
    return table.values().stream()
        .sorted(Comparator.comparingInt(e -> number(e.getMetadata().getName())))
        .toList();
  }

  private static int number(String name) {
    return Integer.parseInt(name.substring(name.indexOf('-') + 1));
  }

  /// The operator writes a status, conditionally on the version that it read.
  public StatusWrite writeStatus(EventRef ref, HealthEventStatus status) {
    HealthEvent present = table.get(ref.id());
    if (present == null) {
      return StatusWrite.GONE;
    }
    if (!present.getMetadata().getResourceVersion().equals(ref.version())) {
      return StatusWrite.CHANGED;
    }
    table.put(
        ref.id(),
        v ->
            object(
                ref.id(),
                v,
                present.getMetadata().getCreationTimestamp(),
                present.getSpec(),
                status));
    return StatusWrite.WRITTEN;
  }

  /// The operator deletes it, conditionally on the version that it read.
  ///
  /// @return false if it changed or is gone
  public boolean delete(EventRef ref) {
    HealthEvent present = table.get(ref.id());
    if (present == null || !present.getMetadata().getResourceVersion().equals(ref.version())) {
      return false;
    }
    table.remove(ref.id());
    return true;
  }

  private static HealthEvent object(
      String name,
      long version,
      String created,
      HealthEventSpec spec,
      @org.jspecify.annotations.Nullable HealthEventStatus status) {
    HealthEvent event = new HealthEvent();
    event.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            .withUid(name)
            .withResourceVersion(String.valueOf(version))
            .withCreationTimestamp(created)
            .build());
    event.setSpec(spec);
    event.setStatus(status);
    return event;
  }
}
