package io.nodesentinel.datastore.postgresql.changelog;

import io.nodesentinel.datastore.change.Change;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.IdValue;
import io.nodesentinel.datastore.document.IntegerValue;
import io.nodesentinel.datastore.postgresql.testing.TestDatabase;
import io.nodesentinel.datastore.processing.ChangeHandler;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A program that keeps the newest state of each record, and reads all of them anew after a gap.
final class Newest implements ChangeHandler {
  private final TestDatabase database;
  private final Map<UUID, Long> known = new ConcurrentHashMap<>();
  private final AtomicInteger rescans = new AtomicInteger();

  Newest(TestDatabase database) {
    this.database = database;
  }

  @Override
  public void handle(Change.Changed change) {
    Document after = change.after();
    if (after != null
        && change.id() instanceof IdValue(String id)
        && after.get("n") instanceof IntegerValue(long n)) {
      known.merge(UUID.fromString(id), n, Math::max);
    }
  }

  @Override
  public void rescan(Change.HistoryGap gap) {
    rescans.incrementAndGet();
    database
        .query("SELECT id, document ->> 'n' FROM health_events")
        .forEach(row ->
            known.merge(
                UUID.fromString(String.valueOf(row.get(0))),
                Long.parseLong(String.valueOf(row.get(1))),
                Math::max));
  }

  Map<UUID, Long> known() {
    return known;
  }

  int rescans() {
    return rescans.get();
  }
}
