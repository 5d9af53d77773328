package io.nodesentinel.simulator.replica;

import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.datastore.kubernetes.Pruning;
import io.nodesentinel.reconcilers.port.QuarantineView;
import java.time.Duration;

/// Deletes the events that are old or too many, while its process leads.
final class Pruner {
  static final Duration EVERY = Duration.ofMinutes(1);

  private static final Duration RETENTION = Duration.ofHours(24);

  private final String name;
  private final Replica.Setting setting;
  private final Caches caches;

  Pruner(String name, Replica.Setting setting, Caches caches) {
    this.name = name;
    this.setting = setting;
    this.caches = caches;
  }

  void prune() {
    Pruning.Bounds bounds = new Pruning.Bounds(RETENTION, setting.maxEvents());
    for (StoredEvent event :
        Pruning.plan(caches.events().all(), bounds, this::isNeeded, setting.time().instant())) {
      if (setting.server().events.delete(event.ref())) {
        setting.trace().say(name, () -> "prunes event " + event.ref().id());
      }
    }
  }

  private boolean isNeeded(StoredEvent event) {
    QuarantineView quarantine = caches.quarantines().view(event.event().nodeName());
    return quarantine != null
        && quarantine.status().faults().stream()
            .anyMatch(f -> event.ref().id().equals(f.sourceEvent()));
  }
}
