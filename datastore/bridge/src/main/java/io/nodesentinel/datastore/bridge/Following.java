package io.nodesentinel.datastore.bridge;

import io.nodesentinel.datastore.change.Change;
import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.change.Operation;
import io.nodesentinel.datastore.change.StartPosition;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.client.Found;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.spi.Acting;
import io.nodesentinel.datastore.spi.DataStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/// Keeps the shelf as the store is, one step at a time: takes a position in the change stream, then
/// asks for what is open, then follows the stream. A change only says which document to look at.
/// After a gap, and after an error, it begins anew, which costs a query and repeats nothing. Used
/// by one thread, but for what is said of a method.
final class Following {
  /// Under this name the handled position is stored, for those who watch over the stream and prune
  /// it. Reading never begins there: what is open is asked for.
  static final String CLIENT = "nodesentinel-operator";

  private static final Duration SETTLE_EVERY = Duration.ofMillis(500);
  private static final Duration CHECK_EVERY = Duration.ofSeconds(1);
  private static final Duration CLOSE_ENOUGH = Duration.ofSeconds(2);
  private static final int MOST_UNJUDGED = 20_000;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Logger log;
  private final Surroundings around;
  private final DocumentShelf shelf;
  private final DocumentReading reading;
  private final SourceState state;
  private final LongSupplier nanos;
  private final AtomicBoolean policiesChanged = new AtomicBoolean();
  private final LongAdder gaps = new LongAdder();
  private volatile @Nullable ChangeStreamWatcher watcher;
  private @Nullable Acting acting;
  private @Nullable OpenEvents open;
  private @Nullable StatusWrites writes;

  // Whether changes may be older than what is known of the document already.
  private boolean catchingUp;
  private long settledAt;
  private long checkedAt;

  Following(
      Surroundings around,
      DocumentShelf shelf,
      DocumentReading reading,
      SourceState state,
      LongSupplier nanos,
      Logger log) {
    this.log = log;
    this.around = around;
    this.shelf = shelf;
    this.reading = reading;
    this.state = state;
    this.nanos = nanos;
  }

  /// A new policy may want facts that were settled under the old ones. For any thread.
  void policiesChanged() {
    policiesChanged.set(true);
  }

  /// The stream, for its figures; empty if it is not followed now. For any thread.
  Optional<ChangeStreamWatcher> stream() {
    return Optional.ofNullable(watcher);
  }

  /// How often changes were missing so far. For any thread.
  long gaps() {
    return gaps.sum();
  }

  /// Takes a position, and reads what is open. Before that it says that it acts on it, lest history
  /// is moved into the store meanwhile.
  ///
  /// @throws DatastoreException if the store fails, or history is moved into it; then, as after a
  ///   step that fails, it ends
  void begin(DataStore store) throws InterruptedException {
    acting = store.act();
    checkedAt = nanos.getAsLong();
    OpenEvents events = new OpenEvents(store, reading);
    StatusWrites statuses = new StatusWrites(store);
    open = events;
    writes = statuses;
    watcher =
        store.watch(WatchRequest.of(CLIENT, Collection.HEALTH_EVENTS).from(StartPosition.NOW));
    readOpen(events, statuses);
  }

  /// Takes in one change, if one comes within `wait`.
  ///
  /// @return false if none came
  boolean step(Duration wait) throws InterruptedException {
    ChangeStreamWatcher stream = watcher;
    OpenEvents events = open;
    StatusWrites statuses = writes;
    if (stream == null || events == null || statuses == null) {
      throw new IllegalStateException("a step before the begin");
    }
    Change change = stream.next(wait);
    long now = nanos.getAsLong();
    checkWord(now);
    if (change == null || now - settledAt > SETTLE_EVERY.toNanos()) {
      settledAt = now;
      settle(stream, events, change == null);
    }
    if (change == null) {
      return false;
    }
    take(change, events, statuses);
    stream.markProcessed(change.token());
    return true;
  }

  /// Before what came is taken in: without our word it may be history.
  private void checkWord(long now) {
    Acting word = acting;
    if (word != null && now - checkedAt > CHECK_EVERY.toNanos()) {
      word.check();
      checkedAt = now;
    }
  }

  boolean isBegun() {
    return watcher != null;
  }

  /// Follows no more; it may begin again.
  void end() {
    ChangeStreamWatcher stream = watcher;
    watcher = null;
    if (stream != null) {
      stream.close();
    }
    Acting word = acting;
    acting = null;
    if (word != null) {
      word.close();
    }
  }

  /// What is to be done now and then, and whether all is known again after an outage.
  private void settle(ChangeStreamWatcher stream, OpenEvents events, boolean idle) {
    if (!state.isAnswering()) {
      return;
    }
    if (state.isUnreachable()) {
      state.reading();
      catchingUp = true;
      return;
    }
    if (catchingUp && (idle || stream.lag().compareTo(CLOSE_ENOUGH) < 0)) {
      catchingUp = false;
      state.current();
      around.readable().run();
    }
    if (policiesChanged.getAndSet(false)) {
      readSettled(events);
    }
    if (shelf.size() > around.maxEvents()) {
      shelf.trim(around.maxEvents(), around.needed());
    }
  }

  private void readOpen(OpenEvents events, StatusWrites statuses) throws InterruptedException {
    state.reading();
    catchingUp = true;
    shelf.unread();
    refresh(events);
    Instant from = around.clock().instant().minus(around.horizon().get());
    Map<String, Instant> since = around.openSince().get();
    int[] count = new int[1];
    events.read(
        from,
        since,
        part -> {
          List<EventRow> forgotten = shelf.read(part.nodes(), part.rows());
          count[0] += part.rows().size();
          forgotten.forEach(statuses::restore);
          part.nodes().forEach(around.changed());
          awaitJudgement();
        });
    shelf.allRead();
    log.info("read what is open in the datastore: {} events", count[0]);
  }

  /// What is in memory from before the gap.
  private void refresh(OpenEvents events) {
    List<Value> ids = shelf.ids();
    if (ids.isEmpty()) {
      return;
    }
    Set<String> present = new HashSet<>();
    for (Found found : events.byIds(ids)) {
      found.document().id().map(DocumentIds::name).ifPresent(present::add);
      reading.read(found).ifPresent(shelf::put);
    }
    Set<String> missing = ids.stream().map(DocumentIds::name).collect(Collectors.toSet());
    missing.removeAll(present);
    missing.forEach(shelf::lost);
  }

  /// A large backlog is taken in as fast as it is judged, lest it fill the memory.
  private void awaitJudgement() throws InterruptedException {
    if (shelf.unjudged() > MOST_UNJUDGED) {
      shelf.trim(around.maxEvents(), around.needed());
      shelf.awaitJudgement(MOST_UNJUDGED, PATIENCE);
    }
  }

  private void readSettled(OpenEvents events) {
    Instant from = around.clock().instant().minus(around.horizon().get());
    List<EventRow> rows = events.newest(from, around.maxEvents());
    Set<String> nodes = rows.stream().map(EventRow::nodeName).collect(Collectors.toSet());
    shelf.read(nodes, rows);
    log.info("read {} events of the datastore for the policies that changed", rows.size());
    around.reconsider().run();
    nodes.forEach(around.changed());
  }

  private void take(Change change, OpenEvents events, StatusWrites statuses)
      throws InterruptedException {
    switch (change) {
      case Change.Changed changed -> take(changed, events);
      case Change.Position _ -> {}
      case Change.HistoryGap gap -> {
        gaps.increment();
        log.warn("what is open in the datastore is read anew: {}", gap.reason());
        readOpen(events, statuses);
      }
    }
  }

  private void take(Change.Changed changed, OpenEvents events) {
    if (!DocumentIds.isNameable(changed.id())) {
      // No event of ours has such an id, so there is only this to be told of it.
      events.byId(changed.id()).ifPresent(reading::readUnnamed);
      return;
    }
    if (changed.operation() == Operation.DELETE) {
      shelf.remove(DocumentIds.name(changed.id())).ifPresent(around.changed());
      return;
    }
    Document after = changed.superseded() ? null : changed.after();
    if (after != null && !isNews(after)) {
      return;
    }
    boolean known = shelf.get(DocumentIds.name(changed.id())) != null;
    Optional<Found> now =
        after == null || known || catchingUp
            ? events.byId(changed.id())
            : Optional.of(new Found.Sound(after));
    now.filter(this::isNews).ifPresent(this::take);
  }

  private void take(Found found) {
    Optional<EventRow> read = reading.read(found);
    if (read.isEmpty()) {
      found
          .document()
          .id()
          .map(DocumentIds::name)
          .flatMap(shelf::remove)
          .ifPresent(around.changed());
      return;
    }
    EventRow row = read.get();
    // Of what is settled only what is known already is followed any further.
    if ((!row.isJudged() || shelf.get(row.name()) != null) && shelf.put(row)) {
      around.changed().accept(row.nodeName());
    }
  }

  private boolean isNews(Found found) {
    return found instanceof Found.Unreadable || isNews(found.document());
  }

  /// It says something else than what is known, or it is not known.
  private boolean isNews(Document document) {
    EventRow known = document.id().map(DocumentIds::name).map(shelf::get).orElse(null);
    return known == null || !known.basis().equals(Basis.of(document));
  }
}
