package io.nodesentinel.datastore.bridge;

import static io.nodesentinel.datastore.bridge.Replica.NOW;
import static io.nodesentinel.datastore.bridge.Replica.eventually;
import static io.nodesentinel.datastore.bridge.Replica.said;
import static io.nodesentinel.datastore.testing.HealthEventBuilder.fatal;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.datastore.EventRef;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.event.StoredHealthEvent;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.datastore.testing.MemoryDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ObjectRecorderTest {
  private static final String UID = "7d5f7c1e-0000-4000-8000-000000000001";

  private final MemoryDatabase database = new MemoryDatabase();
  private final DataStore other = database.open();
  private final Replica replica = new Replica(database::open);

  @AfterEach
  void close() {
    database.recover();
    replica.close();
    other.close();
  }

  private static ObjectEvent object(HealthEventStatus status) {
    return new ObjectEvent(
        UID,
        new StoredEvent(
            new EventRef("event-1", "1"),
            1,
            NOW,
            fatal("n1").metadata("rack", "7").createdAt(NOW).build().event(),
            status));
  }

  private void has(Replica which, HealthEventStatus status) {
    which.objects.put("n1", List.of(object(status)));
    which.events.objectsChanged("n1");
  }

  private List<StoredHealthEvent> stored() {
    return other.healthEvents().byNode("n1").toList();
  }

  @Test
  void an_object_is_recorded_once_with_its_uid_as_key_and_is_no_second_fact() {
    replica.lead();
    has(replica, HealthEventStatus.empty());
    eventually(() -> assertThat(stored()).hasSize(1));
    assertThat(stored().getFirst().event().metadata())
        .containsEntry("idempotencyKey", UID)
        .containsEntry("rack", "7");

    // A document of its own, behind the copy in the stream.
    other.healthEvents().create(fatal("n2").createdAt(NOW).build());
    replica.awaitOne("n2");
    assertThat(replica.events.eventsOf("n1")).isEmpty();
    assertThat(stored()).hasSize(1);
  }

  @Test
  void what_comes_of_it_is_recorded_too() {
    replica.lead();
    has(replica, HealthEventStatus.empty());
    eventually(() -> assertThat(stored()).hasSize(1));
    HealthEventStatus status = Replica.status(NodeQuarantined.Quarantined, "Quarantined");
    has(replica, status);
    eventually(() -> assertThat(said(stored().getFirst().status())).isEqualTo(said(status)));
  }

  @Test
  void a_successor_records_only_what_is_new_and_takes_no_copy_for_a_fact() {
    replica.lead();
    has(replica, HealthEventStatus.empty());
    eventually(() -> assertThat(stored()).hasSize(1));
    replica.close();

    try (Replica next = new Replica(database::open)) {
      next.lead();
      assertThat(next.events.eventsOf("n1")).isEmpty();
      HealthEventStatus status = Replica.status(null, "NoPolicyMatched");
      has(next, status);
      eventually(() -> assertThat(said(stored().getFirst().status())).isEqualTo(said(status)));
      assertThat(stored()).hasSize(1);
    }
  }

  @Test
  void an_outage_delays_the_record_and_loses_nothing() {
    replica.lead();
    database.failWith(DatastoreException.of(DatastoreException.Kind.CONNECTION, "cut"));
    replica.awaitUnknown();
    has(replica, HealthEventStatus.empty());
    assertThat(replica.events.isUnrecorded("n1")).isTrue();
    database.recover();
    eventually(() -> assertThat(stored()).hasSize(1));
    eventually(() -> assertThat(replica.events.isUnrecorded("n1")).isFalse());
  }

  @Test
  void an_object_that_no_document_can_hold_keeps_no_other_from_being_recorded() {
    replica.lead();
    replica.objects.put(
        "n2",
        List.of(
            new ObjectEvent(
                "7d5f7c1e-0000-4000-8000-000000000002",
                new StoredEvent(
                    new EventRef("event-2", "1"),
                    1,
                    NOW,
                    fatal("n2").metadata("$x", "7").createdAt(NOW).build().event(),
                    HealthEventStatus.empty()))));
    replica.objects.put("n1", List.of(object(HealthEventStatus.empty())));
    database.failWith(DatastoreException.of(DatastoreException.Kind.CONNECTION, "cut"));
    replica.awaitUnknown();
    replica.events.objectsChanged("n2");
    replica.events.objectsChanged("n1");
    database.recover();

    eventually(() -> assertThat(stored()).hasSize(1));
    eventually(() -> assertThat(replica.events.health().unrecorded()).isZero());
    assertThat(other.healthEvents().byNode("n2").toList()).isEmpty();
    assertThat(replica.events.health().unrecordable()).isEqualTo(1);
  }
}
