package io.nodesentinel.datastore.mongodb.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoCommandException;
import com.mongodb.ServerAddress;
import io.nodesentinel.datastore.change.Change;
import io.nodesentinel.datastore.change.Operation;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import io.nodesentinel.datastore.mongodb.change.EventSource.Detail;
import io.nodesentinel.datastore.mongodb.change.ScriptedEvents.Opened;
import io.nodesentinel.datastore.mongodb.change.StreamToken.After;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonJavaScript;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeReaderTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final After START = new After("01");

  private final ScriptedEvents source = new ScriptedEvents();
  private final ChangeReader reader =
      new ChangeReader(
          "test",
          source,
          new ChangeReading(WatchRequest.of("test", new Collection("Things"))),
          null,
          START);

  @AfterEach
  void close() {
    reader.close();
  }

  private static StreamEvent.Written insert(String token, BsonValue value) {
    return new StreamEvent.Written(
        Operation.INSERT,
        new BsonString("id-" + token),
        null,
        new BsonDocument("a", value),
        new After(token),
        Instant.EPOCH);
  }

  private static StreamEvent.Written insert(String token) {
    return insert(token, new BsonInt32(1));
  }

  /// As the server answers.
  private static DatastoreException failure(int code) {
    return StreamErrors.of(
        new MongoCommandException(
            BsonDocument.parse("{ok: 0, code: %d, errmsg: 'no'}".formatted(code)),
            new ServerAddress()),
        Kind.CHANGE_STREAM,
        "reading changes");
  }

  private Change next() throws InterruptedException {
    return Objects.requireNonNull(reader.next(PATIENCE));
  }

  private Value nextId() throws InterruptedException {
    return ((Change.Changed) next()).id();
  }

  @Test
  void after_an_error_it_goes_on_from_the_last_position() throws Exception {
    source.then(insert("02")).then(failure(91)).then(insert("03"));
    reader.start();

    assertThat(nextId()).isEqualTo(Value.of("id-02"));
    assertThat(nextId()).isEqualTo(Value.of("id-03"));
    assertThat(source.opened())
        .containsExactly(new Opened(START, Detail.FULL), new Opened(new After("02"), Detail.FULL));
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 136, 260, 280, 286})
  void lost_history_is_a_gap_and_what_comes_after_it_is_read(int code) throws Exception {
    source.isAt(new After("77")).then(failure(code)).then(insert("78"));
    reader.start();

    assertThat(next())
        .isInstanceOfSatisfying(
            Change.HistoryGap.class,
            gap -> {
              assertThat(gap.reason()).contains("Things", "test", "Read the collection anew");
              assertThat(gap.token()).isEqualTo(new After("77").toResumeToken());
            });
    assertThat(nextId()).isEqualTo(Value.of("id-78"));
    assertThat(source.opened())
        .containsExactly(new Opened(START, Detail.FULL), new Opened(null, Detail.FULL));
  }

  @Test
  void the_end_of_a_collection_is_a_gap_and_reading_goes_on_behind_it() throws Exception {
    source
        .then(new StreamEvent.Other(new After("02")))
        .then(new StreamEvent.Ended(new After("03")))
        .then(insert("04"));
    reader.start();

    assertThat(next())
        .isInstanceOfSatisfying(
            Change.HistoryGap.class,
            gap -> {
              assertThat(gap.reason()).contains("dropped or renamed");
              assertThat(gap.token()).isEqualTo(new After("03").toResumeToken());
            });
    assertThat(nextId()).isEqualTo(Value.of("id-04"));
    assertThat(source.opened().getLast()).isEqualTo(new Opened(new After("03"), Detail.FULL));
  }

  @Test
  void an_event_that_is_too_large_is_read_without_its_documents_and_the_next_one_with_them()
      throws Exception {
    source.then(insert("02")).then(failure(10334)).then(insert("03")).then(insert("04"));
    reader.start();

    assertThat(nextId()).isEqualTo(Value.of("id-02"));
    assertThat(nextId()).isEqualTo(Value.of("id-03"));
    assertThat(nextId()).isEqualTo(Value.of("id-04"));
    assertThat(source.opened())
        .containsExactly(
            new Opened(START, Detail.FULL),
            new Opened(new After("02"), Detail.LEAN),
            new Opened(new After("03"), Detail.FULL));
  }

  @Test
  void a_document_that_cannot_be_read_is_told_without_it_and_the_stream_goes_on() throws Exception {
    source.then(insert("02", new BsonJavaScript("x"))).then(insert("03"));
    reader.start();

    assertThat(next())
        .isInstanceOfSatisfying(
            Change.Changed.class,
            changed -> {
              assertThat(changed.id()).isEqualTo(Value.of("id-02"));
              assertThat(changed.document()).isEmpty();
            });
    assertThat(nextId()).isEqualTo(Value.of("id-03"));
  }

  @Test
  void a_change_whose_id_cannot_be_told_is_passed_by_a_position() throws Exception {
    source.then(
        new StreamEvent.Written(
            Operation.INSERT, new BsonTimestamp(1), null, null, new After("02"), Instant.EPOCH));
    reader.start();

    assertThat(next()).isEqualTo(new Change.Position(new After("02").toResumeToken()));
  }

  @Test
  void an_idle_stream_advances_by_bare_positions() throws Exception {
    source.isAt(new After("55"));
    reader.start();

    assertThat(next()).isEqualTo(new Change.Position(new After("55").toResumeToken()));
    assertThat(reader.next(Duration.ofMillis(200))).isNull();
  }

  @Test
  void an_error_that_lasts_is_told_and_nothing_is_skipped() throws Exception {
    source.then(insert("02"));
    for (int i = 0; i < 6; i++) {
      source.then(failure(91));
    }
    source.then(insert("03"));
    reader.start();

    assertThat(nextId()).isEqualTo(Value.of("id-02"));
    assertThatThrownBy(
            () -> {
              while (reader.next(Duration.ZERO) == null) {
                Thread.onSpinWait();
              }
            })
        .isInstanceOfSatisfying(
            DatastoreException.class, error -> assertThat(error.isConnectionError()).isTrue());
    Change change = null;
    while (change == null) {
      change = nextOrTrouble();
    }
    assertThat(((Change.Changed) change).id()).isEqualTo(Value.of("id-03"));
  }

  private @Nullable Change nextOrTrouble() throws InterruptedException {
    try {
      return reader.next(Duration.ofMillis(100));
    } catch (DatastoreException _) {
      return null;
    }
  }

  @Test
  void what_is_not_taken_is_not_read_ahead_without_bound_and_close_ends_it() throws Exception {
    for (int i = 0; i < 500; i++) {
      source.then(insert("%04X".formatted(0x100 + i)));
    }
    reader.start();
    await().until(() -> source.openCursors() == 1);
    assertThat(next()).isNotNull();

    reader.close();

    assertThat(source.openCursors()).isZero();
    int taken = 0;
    while (reader.next(Duration.ZERO) != null) {
      taken++;
    }
    assertThat(taken).isLessThanOrEqualTo(64);
  }
}
