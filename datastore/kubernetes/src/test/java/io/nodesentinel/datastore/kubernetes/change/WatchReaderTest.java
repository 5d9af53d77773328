package io.nodesentinel.datastore.kubernetes.change;

import static io.nodesentinel.datastore.query.FilterBuilder.filter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.datastore.change.Change;
import io.nodesentinel.datastore.change.Operation;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.kubernetes.Events;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a client is told when watches go well, end, break, and lose history.
class WatchReaderTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration NO_WAIT = Duration.ZERO;
  private static final WatchRequest ALL = WatchRequest.of("c", Collection.HEALTH_EVENTS);

  private final ScriptedWatches server = new ScriptedWatches();

  private WatchReader reader(WatchRequest request, long position) {
    return new WatchReader(
        server,
        new ChangeReading(request, InstantSource.fixed(Instant.EPOCH)),
        List.of(),
        position);
  }

  private static WatchEvent.Changed changed(Operation operation, String name, long version) {
    HealthEvent event = new HealthEvent();
    event.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            .withResourceVersion(Long.toString(version))
            .withCreationTimestamp("2026-03-02T09:00:00Z")
            .build());
    event.setSpec(Events.spec("node-" + name, false, null));
    return new WatchEvent.Changed(operation, name, version, event);
  }

  private static Change soon(WatchReader reader) throws InterruptedException {
    Change next = reader.next(SOON);
    assertThat(next).isNotNull();
    return next;
  }

  private static long version(Change change) {
    return StreamToken.parse(change.token()).version();
  }

  @Test
  void events_are_told_in_order_with_their_documents() throws Exception {
    server.watch(
        changed(Operation.INSERT, "a", 11),
        changed(Operation.UPDATE, "a", 12),
        changed(Operation.DELETE, "a", 13));
    try (WatchReader reader = reader(ALL, 10)) {
      Change.Changed inserted = (Change.Changed) soon(reader);
      Change.Changed updated = (Change.Changed) soon(reader);
      Change.Changed deleted = (Change.Changed) soon(reader);

      assertThat(server.opened).containsExactly(10L);
      assertThat(List.of(inserted, updated, deleted))
          .extracting(Change.Changed::operation)
          .containsExactly(Operation.INSERT, Operation.UPDATE, Operation.DELETE);
      assertThat(inserted.id()).isEqualTo(Value.of("a"));
      assertThat(updated.after()).isNotNull();
      assertThat(deleted.after()).isNull();
      assertThat(deleted.before()).isNotNull();
      assertThat(version(deleted)).isEqualTo(13);
    }
  }

  @Test
  void what_is_not_wanted_moves_the_position_all_the_same() throws Exception {
    server.watch(
        changed(Operation.INSERT, "a", 11),
        changed(Operation.INSERT, "b", 12),
        changed(Operation.INSERT, "c", 13));
    WatchRequest onlyA = ALL.where(filter().eq("healthevent.nodeName", "node-a").build());
    try (WatchReader reader = reader(onlyA, 10)) {
      assertThat(version(soon(reader))).isEqualTo(11);

      Change bare = soon(reader);

      assertThat(bare).isInstanceOf(Change.Position.class);
      assertThat(version(bare)).isEqualTo(13);
      assertThat(reader.next(NO_WAIT)).isNull();
    }
  }

  @Test
  void bookmarks_move_the_position_and_never_back() throws Exception {
    server.watch(new WatchEvent.Bookmark(9), new WatchEvent.Bookmark(20));
    try (WatchReader reader = reader(ALL, 10)) {
      Change bare = soon(reader);

      assertThat(bare).isInstanceOf(Change.Position.class);
      assertThat(version(bare)).isEqualTo(20);
    }
  }

  @Test
  void a_watch_that_breaks_is_begun_again_where_it_was() throws Exception {
    server
        .watch(changed(Operation.INSERT, "a", 11), new WatchEvent.Ended("connection reset"))
        .refuse(DatastoreException.Kind.CONNECTION)
        .watch(changed(Operation.INSERT, "b", 12));
    try (WatchReader reader = reader(ALL, 10)) {
      assertThat(version(soon(reader))).isEqualTo(11);
      assertThat(version(soon(reader))).isEqualTo(12);

      assertThat(server.opened).containsExactly(10L, 11L, 11L);
      assertThat(server.closedWatches).isEqualTo(1);
    }
  }

  @Test
  void trouble_that_lasts_is_told_and_the_next_call_goes_on() throws Exception {
    server.refuse(DatastoreException.Kind.CONNECTION).watch(changed(Operation.INSERT, "a", 11));
    try (WatchReader reader = reader(ALL, 10)) {
      assertThatThrownBy(() -> reader.next(NO_WAIT))
          .isInstanceOf(DatastoreException.class)
          .hasMessage("no watch now");

      assertThat(version(soon(reader))).isEqualTo(11);
    }
  }

  @Test
  void lost_history_is_a_gap_and_then_it_goes_on_from_now() throws Exception {
    server
        .watch(changed(Operation.INSERT, "a", 11), new WatchEvent.Expired("too old"))
        .watch(changed(Operation.INSERT, "b", 101));
    try (WatchReader reader = reader(ALL, 10)) {
      assertThat(version(soon(reader))).isEqualTo(11);

      Change gap = soon(reader);

      assertThat(gap).isInstanceOf(Change.HistoryGap.class);
      assertThat(((Change.HistoryGap) gap).reason()).contains("too old").contains("client c");
      assertThat(version(gap)).isEqualTo(100);
      assertThat(version(soon(reader))).isEqualTo(101);
      assertThat(server.opened).containsExactly(10L, 100L);
    }
  }

  @Test
  void history_that_is_lost_before_the_watch_begins_is_a_gap_too() throws Exception {
    server.refuse(DatastoreException.Kind.HISTORY_GAP);
    try (WatchReader reader = reader(ALL, 10)) {
      assertThat(soon(reader)).isInstanceOf(Change.HistoryGap.class);
    }
  }

  @Test
  void a_server_that_was_restored_from_a_backup_is_a_gap() throws Exception {
    server.version = 5;
    try (WatchReader reader = reader(ALL, 10)) {
      Change gap = soon(reader);

      assertThat(gap).isInstanceOf(Change.HistoryGap.class);
      assertThat(version(gap)).isEqualTo(5);
      assertThat(server.opened).isEmpty();
    }
  }

  @Test
  void an_object_that_cannot_be_read_is_told_by_its_name() throws Exception {
    server.watch(
        new WatchEvent.Changed(Operation.UPDATE, "odd", 11, null),
        changed(Operation.INSERT, "a", 12));
    try (WatchReader reader = reader(ALL, 10)) {
      Change.Changed odd = (Change.Changed) soon(reader);

      assertThat(odd.id()).isEqualTo(Value.of("odd"));
      assertThat(odd.document()).isEmpty();
      assertThat(version(soon(reader))).isEqualTo(12);
    }
  }

  @Test
  void a_closed_reader_says_nothing_more() throws Exception {
    server.watch(changed(Operation.INSERT, "a", 11));
    WatchReader reader = reader(ALL, 10);
    reader.close();

    assertThat(reader.next(SOON)).isNull();
  }
}
