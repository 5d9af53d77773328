package io.nodesentinel.datastore.bridge;

import static io.nodesentinel.datastore.bridge.Replica.NOW;
import static io.nodesentinel.datastore.bridge.Replica.eventually;
import static io.nodesentinel.datastore.testing.HealthEventBuilder.fatal;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.change.ResumeToken;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.client.DatabaseClient;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.event.HealthEventStore;
import io.nodesentinel.datastore.event.MaintenanceEventStore;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.datastore.testing.MemoryDatabase;
import io.nodesentinel.datastore.testing.PushedChanges;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Changes that come late, twice, or after what they say is not so any more.
class LateChangesTest {
  private final MemoryDatabase database = new MemoryDatabase();
  private final DataStore store = database.open();
  private final PushedChanges changes = new PushedChanges();
  private final Replica replica = new Replica(() -> new WithPushedChanges(store, changes));

  @AfterEach
  void close() {
    replica.close();
  }

  /// A store whose changes a test pushes.
  private record WithPushedChanges(DataStore store, PushedChanges changes) implements DataStore {
    @Override
    public String provider() {
      return store.provider();
    }

    @Override
    public String writerId() {
      return store.writerId();
    }

    @Override
    public DatabaseClient client() {
      return store.client();
    }

    @Override
    public HealthEventStore healthEvents() {
      return store.healthEvents();
    }

    @Override
    public MaintenanceEventStore maintenanceEvents() {
      return store.maintenanceEvents();
    }

    @Override
    public ChangeStreamWatcher watch(WatchRequest request) {
      return changes;
    }

    @Override
    public void close() {
      store.close();
    }
  }

  private Document report(String node) {
    Value id = store.healthEvents().create(fatal(node).createdAt(NOW.minusSeconds(60)).build());
    return store.client().findById(Collection.HEALTH_EVENTS, id).orElseThrow();
  }

  private void awaitHandled(ResumeToken token) {
    eventually(() -> assertThat(changes.marked()).contains(token));
  }

  @Test
  void a_change_from_before_the_query_does_not_undo_what_was_judged_since() {
    Document asInserted = report("n1");
    replica.lead();
    replica.write(replica.awaitOne("n1"), NodeQuarantined.Quarantined, "Quarantined");
    StoredEvent judged = replica.awaitOne("n1");

    awaitHandled(changes.insert(asInserted));
    awaitHandled(changes.update(asInserted, "somebody"));

    assertThat(replica.awaitOne("n1")).isEqualTo(judged);
  }

  @Test
  void a_change_that_is_delivered_again_asks_for_no_look() {
    replica.lead();
    Document document = report("n1");
    awaitHandled(changes.insert(document));
    replica.awaitOne("n1");
    int asked = replica.changed.size();

    awaitHandled(changes.insert(document));

    assertThat(replica.changed).hasSize(asked);
  }

  @Test
  void our_own_write_that_comes_back_asks_for_no_look() {
    Document document = report("n1");
    replica.lead();
    replica.write(replica.awaitOne("n1"), null, "NoPolicyMatched");
    int asked = replica.changed.size();

    Document written =
        store
            .client()
            .findById(Collection.HEALTH_EVENTS, document.id().orElseThrow())
            .orElseThrow();
    awaitHandled(changes.update(written, store.writerId()));

    assertThat(replica.changed).hasSize(asked);
  }

  @Test
  void what_was_settled_before_this_process_is_not_taken_in_for_a_change_of_it() {
    Document document = report("n1");
    store
        .healthEvents()
        .updateStatus(document.id().orElseThrow(), Replica.status(null, "NoPolicyMatched"));
    replica.lead();
    Document settled =
        store
            .client()
            .findById(Collection.HEALTH_EVENTS, document.id().orElseThrow())
            .orElseThrow();

    awaitHandled(changes.update(settled, "somebody"));

    assertThat(replica.events.eventsOf("n1")).isEmpty();
  }

  @Test
  void a_bare_position_is_marked_too() {
    replica.lead();
    awaitHandled(changes.position());
  }
}
