package io.nodesentinel.datastore.bridge;

import io.nodesentinel.datastore.change.Change;
import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.change.Operation;
import io.nodesentinel.datastore.change.StartPosition;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.spi.DataStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the shelf as the store is, in a thread of its own: takes a position in the change stream,
/// then asks for what is open, then follows the stream. A change only says which document to look
/// at. After a gap, and after an error that the stream does not survive, it begins anew, which
/// costs a query and repeats nothing.
final class Follower implements AutoCloseable {
  /// Under this name the handled position is stored, for those who watch over the stream and prune
  /// it. Reading never begins there: what is open is asked for.
  static final String CLIENT = "nodesentinel-operator";

  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration CLOSE_ENOUGH = Duration.ofSeconds(2);
  private static final int MOST_UNJUDGED = 20_000;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Opening opening;
  private final Surroundings around;
  private final DocumentShelf shelf;
  private final DocumentReading reading;
  private final SourceState state;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Pace pace = new Pace(closing);
  private final AtomicBoolean policiesChanged = new AtomicBoolean();
  private final AtomicReference<@Nullable ChangeStreamWatcher> current = new AtomicReference<>();
  private final LongAdder gaps = new LongAdder();
  private final Thread thread = Thread.ofPlatform().name("datastore").daemon().unstarted(this::run);

  // Of the thread only: whether changes may be older than what is known of the document already.
  private boolean catchingUp;
  private long settledAt;

  Follower(
      Opening opening,
      Surroundings around,
      DocumentShelf shelf,
      DocumentReading reading,
      SourceState state) {
    this.opening = opening;
    this.around = around;
    this.shelf = shelf;
    this.reading = reading;
    this.state = state;
  }

  void start() {
    thread.start();
  }

  /// A new policy may want facts that were settled under the old ones.
  void policiesChanged() {
    policiesChanged.set(true);
  }

  Optional<ChangeStreamWatcher> stream() {
    return Optional.ofNullable(current.get());
  }

  /// How often changes were missing so far.
  long gaps() {
    return gaps.sum();
  }

  private void run() {
    try {
      do {
        try {
          follow(opening.open());
        } catch (DatastoreException failure) {
          state.unreachable(failure.getMessage());
          LOG.debug("following the datastore begins anew", failure);
        } catch (RuntimeException defect) {
          state.unreachable("a defect: " + defect);
          LOG.error("following the datastore failed and begins anew", defect);
        }
      } while (pace.awaitNextTry());
    } catch (InterruptedException _) {
      LOG.debug("following the datastore ends");
    }
  }

  private void follow(DataStore store) throws InterruptedException {
    if (!around.leading().getAsBoolean()) {
      return;
    }
    OpenEvents open = new OpenEvents(store, reading);
    StatusWrites writes = new StatusWrites(store);
    try (ChangeStreamWatcher watcher =
        store.watch(WatchRequest.of(CLIENT, Collection.HEALTH_EVENTS).from(StartPosition.NOW))) {
      current.set(watcher);
      readOpen(open, writes);
      while (closing.getCount() > 0 && around.leading().getAsBoolean()) {
        next(watcher, open, writes);
      }
    } finally {
      current.set(null);
    }
  }

  private void next(ChangeStreamWatcher watcher, OpenEvents open, StatusWrites writes)
      throws InterruptedException {
    Change change = watcher.next(POLL);
    long now = System.nanoTime();
    if (change == null || now - settledAt > POLL.toNanos()) {
      settledAt = now;
      settle(watcher, open, change == null);
    }
    if (change != null) {
      take(change, open, writes);
      watcher.markProcessed(change.token());
    }
    pace.wentWell();
  }

  /// What is to be done now and then, and whether all is known again after an outage.
  private void settle(ChangeStreamWatcher watcher, OpenEvents open, boolean idle) {
    if (!state.isAnswering()) {
      return;
    }
    if (state.isUnreachable()) {
      state.reading();
      catchingUp = true;
      return;
    }
    if (catchingUp && (idle || watcher.lag().compareTo(CLOSE_ENOUGH) < 0)) {
      catchingUp = false;
      state.current();
      around.readable().run();
    }
    if (policiesChanged.getAndSet(false)) {
      readSettled(open);
    }
    if (shelf.size() > around.maxEvents()) {
      shelf.trim(around.maxEvents(), around.needed());
    }
  }

  private void readOpen(OpenEvents open, StatusWrites writes) throws InterruptedException {
    state.reading();
    catchingUp = true;
    shelf.unread();
    refresh(open);
    Instant from = around.clock().instant().minus(around.horizon().get());
    Map<String, Instant> since = around.openSince().get();
    int[] events = new int[1];
    open.read(
        from,
        since,
        part -> {
          List<EventRow> forgotten = shelf.read(part.nodes(), part.rows());
          events[0] += part.rows().size();
          forgotten.forEach(writes::restore);
          part.nodes().forEach(around.changed());
          awaitJudgement();
        });
    shelf.allRead();
    LOG.info("read what is open in the datastore: {} events", events[0]);
  }

  /// What is in memory from before the gap.
  private void refresh(OpenEvents open) {
    List<Value> ids = shelf.ids();
    if (ids.isEmpty()) {
      return;
    }
    Set<String> present = new HashSet<>();
    for (Document document : open.byIds(ids)) {
      document.id().map(DocumentIds::name).ifPresent(present::add);
      reading.read(document).ifPresent(shelf::put);
    }
    Set<String> missing = ids.stream().map(DocumentIds::name).collect(Collectors.toSet());
    missing.removeAll(present);
    missing.forEach(shelf::lost);
  }

  /// A large backlog is taken in as fast as it is judged, lest it fill the memory.
  private void awaitJudgement() throws InterruptedException {
    Instant end = around.clock().instant().plus(PATIENCE);
    while (shelf.unjudged() > MOST_UNJUDGED && around.clock().instant().isBefore(end)) {
      shelf.trim(around.maxEvents(), around.needed());
      if (!pace.await(Duration.ofMillis(50))) {
        return;
      }
    }
  }

  private void readSettled(OpenEvents open) {
    Instant from = around.clock().instant().minus(around.horizon().get());
    List<EventRow> rows = open.newest(from, around.maxEvents());
    Set<String> nodes = rows.stream().map(EventRow::nodeName).collect(Collectors.toSet());
    shelf.read(nodes, rows);
    LOG.info("read {} events of the datastore for the policies that changed", rows.size());
    nodes.forEach(around.changed());
  }

  private void take(Change change, OpenEvents open, StatusWrites writes)
      throws InterruptedException {
    switch (change) {
      case Change.Changed changed -> take(changed, open);
      case Change.Position _ -> {}
      case Change.HistoryGap gap -> {
        gaps.increment();
        LOG.warn("what is open in the datastore is read anew: {}", gap.reason());
        readOpen(open, writes);
      }
    }
  }

  private void take(Change.Changed changed, OpenEvents open) {
    if (changed.operation() == Operation.DELETE) {
      shelf.remove(DocumentIds.name(changed.id())).ifPresent(around.changed());
      return;
    }
    Document after = changed.superseded() ? null : changed.after();
    if (after != null && !isNews(after)) {
      return;
    }
    boolean known = shelf.get(DocumentIds.name(changed.id())) != null;
    Optional<Document> now =
        after == null || known || catchingUp ? open.byId(changed.id()) : Optional.of(after);
    now.filter(this::isNews).ifPresent(this::take);
  }

  private void take(Document document) {
    Optional<EventRow> read = reading.read(document);
    if (read.isEmpty()) {
      document.id().map(DocumentIds::name).flatMap(shelf::remove).ifPresent(around.changed());
      return;
    }
    EventRow row = read.get();
    // Of what is settled only what is known already is followed any further.
    if ((!row.isJudged() || shelf.get(row.name()) != null) && shelf.put(row)) {
      around.changed().accept(row.nodeName());
    }
  }

  /// It says something else than what is known, or it is not known.
  private boolean isNews(Document document) {
    EventRow known = document.id().map(DocumentIds::name).map(shelf::get).orElse(null);
    return known == null || !known.basis().equals(Basis.of(document));
  }

  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
