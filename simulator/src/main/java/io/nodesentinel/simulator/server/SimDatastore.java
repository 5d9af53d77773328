package io.nodesentinel.simulator.server;

import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.event.StoredHealthEvent;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.FindOptions;
import io.nodesentinel.datastore.query.Sort;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.datastore.testing.MemoryDatabase;
import io.nodesentinel.simulator.world.Timeline;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A datastore beside the API server: the one in memory, which may be away and may forget changes.
public final class SimDatastore {
  private static final int EVERYTHING = Integer.MAX_VALUE;

  private final Timeline time;
  private final MemoryDatabase database;
  private final DataStore monitors;
  private @Nullable Instant downSince;
  private int reports;

  public SimDatastore(Timeline time) {
    this.time = time;
    this.database = new MemoryDatabase(time);
    this.monitors = database.open();
  }

  /// A connection of one process.
  public DataStore open() {
    return database.open();
  }

  /// A monitor reports, if the datastore answers.
  ///
  /// @return the id of the document
  public String report(HealthEventSpec spec, Instant now) {
    String id = "d-" + ++reports;
    monitors
        .healthEvents()
        .create(
            new StoredHealthEvent(
                Optional.of(Value.of(id)),
                now,
                spec,
                HealthEventStatus.empty(),
                Map.of(),
                List.of()));
    return id;
  }

  /// All documents as they are, whether it answers or not.
  public List<StoredHealthEvent> all() {
    boolean away = downSince != null;
    database.recover();
    List<StoredHealthEvent> all =
        monitors
            .healthEvents()
            .byQuery(
                Filter.ALL, FindOptions.sorted(Sort.ascending("createdAt").thenAscending("_id")))
            .toList();
    if (away) {
      refuse();
    }
    return all;
  }

  public boolean isDown() {
    return downSince != null;
  }

  /// Since when it does not answer; null if it does.
  public @Nullable Instant downSince() {
    return downSince;
  }

  public void goDown() {
    if (downSince == null) {
      downSince = time.instant();
      refuse();
    }
  }

  private void refuse() {
    database.failWith(
        DatastoreException.of(DatastoreException.Kind.CONNECTION, "the datastore is away"));
  }

  public void comeBack() {
    downSince = null;
    database.recover();
  }

  /// Changes that nobody has read yet are gone.
  public void forgetChanges() {
    database.keepChanges(0);
    database.keepChanges(EVERYTHING);
  }
}
