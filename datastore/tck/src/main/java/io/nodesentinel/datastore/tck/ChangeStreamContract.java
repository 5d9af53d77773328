package io.nodesentinel.datastore.tck;

import static io.nodesentinel.datastore.query.UpdateBuilder.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.datastore.change.Change;
import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.change.Operation;
import io.nodesentinel.datastore.change.ResumeToken;
import io.nodesentinel.datastore.change.StartPosition;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.query.Filter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Changes: each at least once, in order for each document, from where a client left off.
public abstract class ChangeStreamContract extends Contract {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration MOMENT = Duration.ofMillis(300);

  private NumberedDocuments numbered() {
    return databases().numbered();
  }

  private WatchRequest request(String client) {
    return WatchRequest.of(client, numbered().collection());
  }

  private WatchRequest request() {
    return request("contract");
  }

  private Value insert(int n) {
    return client().insertOne(numbered().collection(), numbered().document(n)).ids().getFirst();
  }

  private void renumber(Value id, int n) {
    client().updateOne(numbered().collection(), Filter.byId(id), numbered().renumbered(n));
  }

  /// The next so many changes, positions left out.
  private static List<Change.Changed> take(ChangeStreamWatcher watcher, int count)
      throws InterruptedException {
    List<Change.Changed> taken = new ArrayList<>();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (taken.size() < count && System.nanoTime() < end) {
      if (watcher.next(MOMENT) instanceof Change.Changed changed) {
        taken.add(changed);
      }
    }
    assertThat(taken).as("changes that arrived").hasSize(count);
    return taken;
  }

  private static void assertQuiet(ChangeStreamWatcher watcher) throws InterruptedException {
    Change next = watcher.next(MOMENT);
    while (next instanceof Change.Position) {
      next = watcher.next(MOMENT);
    }
    assertThat(next).as("what came though nothing should").isNull();
  }

  private List<Long> numbers(List<Change.Changed> changes) {
    return changes.stream().map(this::number).toList();
  }

  private long number(Change.Changed change) {
    return numbered().number(change.document().orElseThrow());
  }

  @Test
  void inserts_updates_and_deletes_arrive_in_order_with_their_documents() throws Exception {
    try (ChangeStreamWatcher watcher = store().watch(request())) {
      Value id = insert(1);
      renumber(id, 2);
      client().deleteMany(numbered().collection(), Filter.byId(id));

      List<Change.Changed> changes = take(watcher, 3);

      assertThat(changes)
          .extracting(Change.Changed::operation)
          .containsExactly(Operation.INSERT, Operation.UPDATE, Operation.DELETE);
      assertThat(changes).extracting(Change.Changed::id).containsOnly(id);
      assertThat(changes)
          .extracting(Change.Changed::collection)
          .containsOnly(numbered().collection());
      assertThat(changes.getFirst().after()).isEqualTo(numbered().document(1).with("_id", id));
      assertThat(changes.get(2).after()).isNull();
      assertThat(changes)
          .allSatisfy(change -> assertThat(change.writer()).isIn("", store().writerId()));
      assertQuiet(watcher);
    }
  }

  @Test
  void what_changed_nothing_or_was_rolled_back_is_not_told() throws Exception {
    Value id = insert(1);
    try (ChangeStreamWatcher watcher = store().watch(request().from(StartPosition.NOW))) {
      renumber(id, 1);
      assertThatThrownBy(() ->
              client()
                  .withTransaction(operations -> {
                    operations.insertOne(THINGS, json("{\"n\": 2}"));
                    throw new IllegalStateException("no");
                  }))
          .hasMessage("no");
      client().insertOne(new Collection("ContractOthers"), json("{\"n\": 3}"));
      insert(4);

      assertThat(numbers(take(watcher, 1))).containsExactly(4L);
      assertQuiet(watcher);
    }
  }

  @Test
  void only_what_the_client_wants_arrives_and_its_position_advances_all_the_same()
      throws Exception {
    WatchRequest request = request().only(Operation.INSERT).where(numbered().createdFrom(10, 20));
    try (ChangeStreamWatcher watcher = store().watch(request)) {
      Value id = insert(10);
      renumber(id, 11);
      insert(1);
      insert(12);
      for (int i = 0; i < 5; i++) {
        insert(30 + i);
      }

      assertThat(numbers(take(watcher, 2))).containsExactly(10L, 12L);

      long end = System.nanoTime() + PATIENCE.toNanos();
      while (watcher.backlog() > 0 && System.nanoTime() < end) {
        if (watcher.next(MOMENT) instanceof Change.Position(ResumeToken token)) {
          watcher.markProcessed(token);
        }
      }
      assertThat(watcher.backlog()).as("after the bare positions were marked").isZero();
    }
  }

  @Test
  void what_was_not_marked_comes_again_after_a_restart_and_what_was_does_not() throws Exception {
    try (ChangeStreamWatcher watcher = store().watch(request())) {
      for (int n = 0; n < 10; n++) {
        insert(n);
      }
      List<Change.Changed> changes = take(watcher, 10);
      watcher.markProcessed(changes.get(6).token());
      watcher.markProcessed(changes.get(3).token());
    }
    store().close();

    try (var again = openAgain();
        ChangeStreamWatcher watcher = again.watch(request())) {
      assertThat(watcher.backlog()).isEqualTo(3);
      assertThat(watcher.lag()).isPositive();
      List<Change.Changed> rest = take(watcher, 3);
      assertThat(numbers(rest)).containsExactly(7L, 8L, 9L);

      watcher.markProcessed(rest.getLast().token());
      assertThat(watcher.backlog()).isZero();
      assertThat(watcher.lag()).isZero();
      assertQuiet(watcher);
    }
  }

  @Test
  void a_client_may_begin_anywhere() throws Exception {
    insert(1);
    ResumeToken afterTwo;
    try (ChangeStreamWatcher watcher = store().watch(request().from(StartPosition.NOW))) {
      insert(2);
      afterTwo = take(watcher, 1).getFirst().token();
      insert(3);
    }

    try (ChangeStreamWatcher all = store().watch(request().from(StartPosition.BEGINNING));
        ChangeStreamWatcher rest = store().watch(request().from(new StartPosition.At(afterTwo)));
        ChangeStreamWatcher fresh = store().watch(request().from(StartPosition.STORED_OR_NOW));
        ChangeStreamWatcher first =
            store().watch(request("another").from(StartPosition.STORED_OR_BEGINNING))) {
      assertThat(numbers(take(all, 3))).containsExactly(1L, 2L, 3L);
      assertThat(numbers(take(rest, 1))).containsExactly(3L);
      assertThat(numbers(take(first, 3))).containsExactly(1L, 2L, 3L);
      insert(4);
      assertThat(numbers(take(fresh, 1))).containsExactly(4L);
    }
  }

  @Test
  void clients_advance_apart_from_each_other() throws Exception {
    WatchRequest other = request("slow");
    try (ChangeStreamWatcher fast = store().watch(request());
        ChangeStreamWatcher slow = store().watch(other)) {
      insert(1);
      insert(2);
      fast.markProcessed(take(fast, 2).getLast().token());

      assertThat(fast.backlog()).isZero();
      assertThat(slow.backlog()).isEqualTo(2);
      assertThat(numbers(take(slow, 2))).containsExactly(1L, 2L);
    }
  }

  @Test
  void a_token_of_another_store_is_refused() {
    ResumeToken foreign = new ResumeToken("no token of ours");

    refused(
        DatastoreException.Kind.RESUME_TOKEN,
        () -> store().watch(request().from(new StartPosition.At(foreign))).close());
    try (ChangeStreamWatcher watcher = store().watch(request())) {
      refused(DatastoreException.Kind.RESUME_TOKEN, () -> watcher.markProcessed(foreign));
    }
  }

  @Test
  void concurrent_writers_lose_nothing_and_the_order_of_each_document_is_kept() throws Exception {
    List<Value> ids = List.of(insert(0), insert(0), insert(0));
    AtomicInteger inserted = new AtomicInteger(1_000);
    try (ChangeStreamWatcher watcher = store().watch(request().from(StartPosition.NOW))) {
      TransactionContract.inParallel(() -> {
        for (int round = 0; round < 20; round++) {
          Value id = ids.get(round % ids.size());
          client().updateOne(THINGS, Filter.byId(id), update().inc("n", 1).build());
          client()
              .withTransaction(operations ->
                  operations.insertMany(
                      THINGS,
                      List.of(
                          Document.of("n", Value.of(inserted.incrementAndGet())),
                          Document.of("n", Value.of(inserted.incrementAndGet())))));
        }
      });
      // Four writers, twenty rounds, three documents written in each.
      List<Change.Changed> changes = take(watcher, 4 * 20 * 3);

      Map<Value, Long> newest = new HashMap<>();
      Set<String> seen = new HashSet<>();
      for (Change.Changed change : changes) {
        long n = number(change);
        assertThat(seen.add(change.id() + "/" + n)).as("delivered once").isTrue();
        if (!change.superseded()) {
          assertThat(n).isGreaterThan(newest.getOrDefault(change.id(), 0L));
          newest.put(change.id(), n);
        }
      }
      assertQuiet(watcher);
      ids.forEach(id ->
          assertThat(client().findById(THINGS, id).orElseThrow().get("n"))
              .isEqualTo(Value.of(newest.getOrDefault(id, 0L))));
    }
  }

  @Test
  void a_client_that_is_too_far_behind_is_told_of_the_gap() throws Exception {
    try (ChangeStreamWatcher watcher = store().watch(request())) {
      insert(1);
      watcher.markProcessed(take(watcher, 1).getFirst().token());
    }
    insert(2);
    Assumptions.assumeTrue(
        databases().forgetChanges(), "this provider cannot be made to forget in a test");
    insert(3);

    // A store that was open all the time may remember what the database forgot.
    try (var again = openAgain();
        ChangeStreamWatcher watcher = again.watch(request())) {
      Change gap = watcher.next(PATIENCE);
      assertThat(gap).isInstanceOf(Change.HistoryGap.class);
      assertThat(((Change.HistoryGap) gap).reason()).isNotEmpty();
      watcher.markProcessed(gap.token());
      assertThat(numbers(take(watcher, 1))).containsExactly(3L);
    }
    try (ChangeStreamWatcher watcher = store().watch(request())) {
      assertThat(numbers(take(watcher, 1))).as("the gap is told once").containsExactly(3L);
    }
  }
}
