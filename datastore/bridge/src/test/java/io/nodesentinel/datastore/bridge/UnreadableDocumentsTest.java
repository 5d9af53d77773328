package io.nodesentinel.datastore.bridge;

import static io.nodesentinel.datastore.bridge.Replica.NOW;
import static io.nodesentinel.datastore.bridge.Replica.eventually;
import static io.nodesentinel.datastore.testing.HealthEventBuilder.fatal;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.datastore.StatusWrite;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.event.HealthEventCodec;
import io.nodesentinel.datastore.event.HealthEventShape;
import io.nodesentinel.datastore.processing.DeadLetter;
import io.nodesentinel.datastore.processing.StoredDeadLetters;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.datastore.testing.HealthEventBuilder;
import io.nodesentinel.datastore.testing.MemoryDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Documents that somebody else wrote and that no [Document] can hold as they are.
class UnreadableDocumentsTest {
  private final MemoryDatabase database = new MemoryDatabase();
  private final DataStore other = database.open();
  private final Replica replica = new Replica(database::open);

  @AfterEach
  void close() {
    replica.close();
    other.close();
  }

  private static Document document(String id, HealthEventBuilder event) {
    return HealthEventCodec.write(
            event.createdAt(NOW.minusSeconds(60)).build(), HealthEventShape.LOWER_CASE)
        .with(Document.ID, Value.of(id));
  }

  private void insert(String id, HealthEventBuilder event) {
    other.client().insertOne(Collection.HEALTH_EVENTS, document(id, event));
  }

  private List<DeadLetter> letters() {
    return new StoredDeadLetters(other.client()).of("nodesentinel-operator", 10);
  }

  @Test
  void one_that_is_there_at_the_start_is_set_aside_and_every_other_event_is_read() {
    database.spoil(Value.of("odd"));
    insert("odd", fatal("n1"));
    insert("sound", fatal("n2"));

    replica.lead();

    replica.awaitOne("n2");
    assertThat(replica.events.eventsOf("n1")).isEmpty();
    assertThat(replica.events.isComplete("n2")).isTrue();
    assertThat(replica.events.health().unreadable()).isEqualTo(1);
    assertThat(letters())
        .singleElement()
        .satisfies(letter -> {
          assertThat(letter.id()).isEqualTo(Value.of("odd"));
          assertThat(letter.error()).isEqualTo("SERIALIZATION: The test spoilt the document.");
        });
  }

  @Test
  void one_that_comes_later_is_set_aside_and_the_stream_goes_on() {
    replica.lead();
    database.spoil(Value.of("odd"));
    insert("odd", fatal("n1"));
    insert("sound", fatal("n2"));

    replica.awaitOne("n2");
    assertThat(replica.events.health().known()).isTrue();
    assertThat(replica.events.health().unreadable()).isEqualTo(1);
    assertThat(letters()).hasSize(1);
  }

  @Test
  void an_event_in_memory_that_becomes_one_stops_neither_the_stream_nor_what_is_read_anew() {
    insert("first", fatal("n1"));
    replica.lead();
    replica.write(replica.awaitOne("n1"), NodeQuarantined.Quarantined, "Quarantined");
    database.spoil(Value.of("first"));
    database.keepChanges(0);
    insert("second", fatal("n2"));
    eventually(() -> assertThat(replica.events.eventsOf("n2")).hasSize(1));
    assertThat(replica.events.health().unreadable()).isEqualTo(1);
  }

  @Test
  void it_is_counted_once_however_often_it_is_looked_at() {
    database.spoil(Value.of("odd"));
    insert("odd", fatal("n1"));
    replica.lead();
    for (int i = 0; i < 3; i++) {
      int round = i;
      database.keepChanges(0);
      insert("sound-" + i, fatal("n2"));
      eventually(() -> assertThat(replica.events.eventsOf("n2")).hasSize(round + 1));
    }
    assertThat(replica.events.health().unreadable()).isEqualTo(1);
    assertThat(letters()).hasSize(1);
  }

  @Test
  void a_session_is_cancelled_though_the_event_that_began_it_became_one() {
    insert("first", fatal("n1"));
    insert("second", fatal("n1"));
    replica.lead();
    eventually(() -> assertThat(replica.events.eventsOf("n1")).hasSize(2));
    replica.write(
        replica.events.eventsOf("n1").getFirst(), NodeQuarantined.Quarantined, "Quarantined");
    replica.write(
        replica.events.eventsOf("n1").getLast(), NodeQuarantined.AlreadyQuarantined, "Known");
    database.spoil(Value.of("first"));

    StatusWrite written =
        replica.write(
            replica.events.eventsOf("n1").getLast(), NodeQuarantined.Cancelled, "Cancelled");

    assertThat(written).isEqualTo(StatusWrite.WRITTEN);
  }
}
