package io.nodesentinel.e2e.datastore;

import static io.nodesentinel.datastore.client.Collection.HEALTH_EVENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nodesentinel.datastore.change.Change;
import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.change.Operation;
import io.nodesentinel.datastore.change.StartPosition;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.processing.ChangeHandler;
import io.nodesentinel.datastore.processing.DeadLetter;
import io.nodesentinel.datastore.processing.DeadLetters;
import io.nodesentinel.datastore.processing.EventProcessor;
import io.nodesentinel.datastore.processing.ProcessorOptions;
import io.nodesentinel.datastore.processing.StoredDeadLetters;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.e2e.Cluster;
import io.nodesentinel.e2e.RealCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Watching health events on a real API server, while it is written to by many, restarts, and
/// forgets.
@ExtendWith({RealCluster.class, ProviderCluster.class})
class KubernetesWatchE2E {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration MOMENT = Duration.ofMillis(300);
  private static final String CLIENT = "watch-e2e";
  private static final WatchRequest REQUEST = WatchRequest.of(CLIENT, HEALTH_EVENTS);
  private static final int WRITERS = 4;
  private static final int ROUNDS = 25;

  private final ObjectDatabases databases;
  private final NumberedEvents numbered = new NumberedEvents();
  private DataStore store;

  KubernetesWatchE2E(ObjectDatabases databases) {
    this.databases = databases;
  }

  @BeforeEach
  void open() {
    store = databases.openEmpty();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Value insert(long number) {
    return store.client().insertOne(HEALTH_EVENTS, numbered.document(number)).ids().getFirst();
  }

  private List<Change.Changed> take(ChangeStreamWatcher watcher, int count)
      throws InterruptedException {
    List<Change.Changed> taken = new ArrayList<>();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (taken.size() < count && System.nanoTime() - end < 0) {
      if (next(watcher) instanceof Change.Changed changed) {
        taken.add(changed);
      }
    }
    assertThat(taken).as("changes that arrived").hasSize(count);
    return taken;
  }

  /// Trouble is told and gone through by calling again, as the contract says.
  private static @Nullable Change next(ChangeStreamWatcher watcher) throws InterruptedException {
    try {
      return watcher.next(MOMENT);
    } catch (DatastoreException trouble) {
      assertThat(trouble.isRetryable()).as(trouble.getMessage()).isTrue();
      return null;
    }
  }

  private long number(Change.Changed change) {
    return numbered.number(change.document().orElseThrow());
  }

  @Test
  void history_that_is_lost_is_told_once_and_what_comes_after_it_is_seen() throws Exception {
    try (ChangeStreamWatcher watcher = store.watch(REQUEST)) {
      insert(1);
      watcher.markProcessed(take(watcher, 1).getFirst().token());
    }
    insert(2);
    databases.forgetChanges();

    try (ChangeStreamWatcher watcher = store.watch(REQUEST)) {
      Change gap = watcher.next(PATIENCE);
      assertThat(gap).isInstanceOf(Change.HistoryGap.class);
      assertThat(((Change.HistoryGap) gap).reason()).contains("watch-e2e");
      assertThat(store.client().count(HEALTH_EVENTS, Filter.ALL)).isEqualTo(2);
      watcher.markProcessed(gap.token());
      insert(3);
      assertThat(take(watcher, 1)).extracting(this::number).containsExactly(3L);
    }
    try (ChangeStreamWatcher watcher = store.watch(REQUEST)) {
      assertThat(take(watcher, 1))
          .as("the gap is told once")
          .extracting(this::number)
          .containsExactly(3L);
    }
  }

  @Test
  void writers_at_once_lose_nothing_and_the_order_of_each_object_is_kept() throws Exception {
    List<Value> shared = List.of(insert(0), insert(0), insert(0));
    try (ChangeStreamWatcher watcher = store.watch(REQUEST.from(StartPosition.NOW));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writers = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        long base = 1_000L * (writer + 1);
        writers.add(
            threads.submit(() -> {
              for (int round = 0; round < ROUNDS; round++) {
                insert(base + round);
                store
                    .client()
                    .updateOne(
                        HEALTH_EVENTS,
                        Filter.byId(shared.get(round % shared.size())),
                        numbered.renumbered(base + round));
              }
            }));
      }

      List<Change.Changed> changes = take(watcher, 2 * WRITERS * ROUNDS);
      for (Future<?> one : writers) {
        one.get();
      }

      Map<Value, Document> newest = new HashMap<>();
      Set<Long> inserted = ConcurrentHashMap.newKeySet();
      Map<Value, Long> versions = new HashMap<>();
      for (Change.Changed change : changes) {
        newest.put(change.id(), change.document().orElseThrow());
        long version = Long.parseLong(change.token().value().replaceAll("\\D", ""));
        assertThat(version).isGreaterThan(versions.getOrDefault(change.id(), 0L));
        versions.put(change.id(), version);
        if (change.operation() == Operation.INSERT) {
          assertThat(inserted.add(number(change))).as("told once").isTrue();
        }
      }
      assertThat(inserted).hasSize(WRITERS * ROUNDS);
      newest.forEach((id, document) ->
          assertThat(store.client().findById(HEALTH_EVENTS, id)).contains(document));
    }
  }

  @Test
  void from_the_beginning_each_event_is_an_insert_though_it_is_written_meanwhile()
      throws Exception {
    List<Value> ids = new ArrayList<>();
    for (int n = 0; n < 20; n++) {
      ids.add(insert(n));
    }
    AtomicBoolean enough = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> writer =
          threads.submit(() -> {
            for (int round = 0; !enough.get(); round++) {
              store
                  .client()
                  .updateOne(
                      HEALTH_EVENTS,
                      Filter.byId(ids.get(round % ids.size())),
                      numbered.renumbered(1_000 + round));
            }
          });
      WatchRequest inserts = REQUEST.from(StartPosition.BEGINNING).only(Operation.INSERT);
      for (int watch = 0; watch < 5; watch++) {
        try (ChangeStreamWatcher watcher = store.watch(inserts)) {
          assertThat(take(watcher, ids.size()))
              .extracting(Change.Changed::id)
              .containsExactlyInAnyOrderElementsOf(ids);
        }
      }
      enough.set(true);
      writer.get();
    }
  }

  /// An API server that has just begun keeps no changes from before, so the watch may end in a gap.
  @Test
  void after_a_restart_of_the_api_server_each_change_is_told_or_behind_a_gap() throws Exception {
    try (ChangeStreamWatcher watcher = store.watch(REQUEST)) {
      insert(1);
      take(watcher, 1);

      databases.cluster().controlPlane().restartApiServer();
      insert(2);
      insert(3);

      Set<Long> known = new HashSet<>();
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (!known.containsAll(Set.of(2L, 3L)) && System.nanoTime() - end < 0) {
        switch (next(watcher)) {
          case Change.Changed changed -> known.add(number(changed));
          case Change.HistoryGap _ ->
              store
                  .client()
                  .find(HEALTH_EVENTS, Filter.ALL)
                  .forEachRemaining(document -> known.add(numbered.number(document)));
          case null, default -> {}
        }
      }
      assertThat(known).contains(2L, 3L);

      insert(4);
      assertThat(take(watcher, 1)).extracting(this::number).containsExactly(4L);
    }
  }

  @Test
  void clients_that_store_their_positions_at_once_do_not_disturb_each_other() throws Exception {
    int clients = 8;
    insert(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int client = 0; client < clients; client++) {
        WatchRequest request =
            WatchRequest.of("Client_" + client + ".x", HEALTH_EVENTS)
                .from(StartPosition.STORED_OR_BEGINNING);
        running.add(
            threads.submit(() -> {
              try (ChangeStreamWatcher watcher = store.watch(request)) {
                watcher.markProcessed(take(watcher, 1).getFirst().token());
                return true;
              }
            }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }

    Map<String, String> stored =
        databases
            .cluster()
            .admin()
            .configMaps()
            .inNamespace(Cluster.NAMESPACE)
            .withName(ObjectDatabases.POSITIONS)
            .get()
            .getData();
    assertThat(stored).hasSize(clients);
    assertThat(Set.copyOf(stored.values())).as("all are at the same event").hasSize(1);
    for (int client = 0; client < clients; client++) {
      try (ChangeStreamWatcher watcher =
          store.watch(WatchRequest.of("Client_" + client + ".x", HEALTH_EVENTS))) {
        assertThat(watcher.backlog()).isZero();
      }
    }
  }

  @Test
  void a_processor_handles_each_event_and_goes_on_after_a_restart() {
    List<Long> handled = new CopyOnWriteArrayList<>();
    ChangeHandler handler =
        new ChangeHandler() {
          @Override
          public void handle(Change.Changed change) {
            handled.add(number(change));
          }

          @Override
          public void rescan(Change.HistoryGap gap) {
            throw new AssertionError("no history was lost: " + gap.reason());
          }
        };
    WatchRequest request = REQUEST.only(Operation.INSERT);

    try (EventProcessor _ = processor(store, request, handler)) {
      insert(1);
      insert(2);
      await().atMost(PATIENCE).until(() -> handled.size() == 2);
    }
    insert(3);
    try (DataStore again = databases.openAgain();
        EventProcessor _ = processor(again, request, handler)) {
      await().atMost(PATIENCE).until(() -> handled.size() == 3);
    }

    assertThat(handled).containsExactly(1L, 2L, 3L);
    assertThat(new StoredDeadLetters(store.client()).count(CLIENT)).isZero();
  }

  @Test
  void what_cannot_be_handled_waits_as_a_dead_letter_beside_the_others() {
    List<Long> handled = new CopyOnWriteArrayList<>();
    ChangeHandler handler =
        new ChangeHandler() {
          @Override
          public void handle(Change.Changed change) {
            if (number(change) == 2) {
              throw DatastoreException.invalid("no such number here");
            }
            handled.add(number(change));
          }

          @Override
          public void rescan(Change.HistoryGap gap) {
            throw new AssertionError("no history was lost: " + gap.reason());
          }
        };
    DeadLetters letters = new StoredDeadLetters(store.client());

    try (EventProcessor _ = processor(store, REQUEST.only(Operation.INSERT), handler)) {
      insert(1);
      Value poison = insert(2);
      insert(3);
      await().atMost(PATIENCE).until(() -> handled.size() == 2 && letters.count(CLIENT) == 1);

      assertThat(handled).containsExactly(1L, 3L);
      DeadLetter letter = letters.of(CLIENT, 10).getFirst();
      assertThat(letter.id()).isEqualTo(poison);
      assertThat(letter.error()).contains("no such number");
    }

    assertThat(letters.replay(CLIENT, _ -> true)).isEqualTo(1);
    assertThat(letters.count(CLIENT)).isZero();
  }

  private static EventProcessor processor(
      DataStore store, WatchRequest request, ChangeHandler handler) {
    return EventProcessor.start(
        store.watch(request),
        handler,
        new StoredDeadLetters(store.client()),
        ProcessorOptions.of(request.client()));
  }
}
