package io.nodesentinel.datastore.kubernetes.change;

import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.datastore.client.Cursor;
import io.nodesentinel.datastore.kubernetes.client.EventApi;
import io.nodesentinel.datastore.kubernetes.client.EventPages;
import io.nodesentinel.datastore.kubernetes.client.Selection;
import io.nodesentinel.datastore.spi.PositionedWatcher;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// What lies after a position. The API server counts no changes, so the objects that were written
/// since then are, each once; deleted ones are not among them.
final class Backlog implements PositionedWatcher.Rest<StreamToken> {
  private static final Duration LEAST = Duration.ofMillis(1);

  private final EventApi api;
  private final InstantSource clock;

  Backlog(EventApi api, InstantSource clock) {
    this.api = api;
    this.clock = clock;
  }

  @Override
  public long count(StreamToken position) {
    return after(position).count();
  }

  /// By the server's clock, in whole seconds, against ours.
  @Override
  public Duration age(StreamToken position) {
    Optional<Instant> oldest = after(position).oldest();
    return oldest
        .map(time -> Duration.between(time, clock.instant()))
        .map(age -> age.compareTo(LEAST) < 0 ? LEAST : age)
        .orElse(Duration.ZERO);
  }

  private record Rest(long count, Optional<Instant> oldest) {}

  private Rest after(StreamToken position) {
    long count = 0;
    Instant oldest = null;
    try (Cursor<HealthEvent> objects = EventPages.of(api, Selection.ALL)) {
      while (objects.hasNext()) {
        HealthEvent object = objects.next();
        if (Long.parseLong(object.getMetadata().getResourceVersion()) > position.version()) {
          count++;
          Instant written = ChangeReading.writtenAt(object).orElseGet(clock::instant);
          oldest = oldest == null || written.isBefore(oldest) ? written : oldest;
        }
      }
    }
    return new Rest(count, Optional.ofNullable(oldest));
  }
}
