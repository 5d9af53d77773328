package io.nodesentinel.datastore.postgresql.changelog;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.CHANGE_STREAM;

import io.nodesentinel.datastore.change.Change;
import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.change.ResumeToken;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.postgresql.connection.SqlErrors;
import io.nodesentinel.datastore.spi.PositionSaver;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// One client's way through the stream: from the window while it can, from the database while it is
/// behind.
final class ChangelogWatcher implements ChangeStreamWatcher {
  private static final int SLICE = 500;

  /// So many changes that do not concern the client make a bare position worth telling.
  private static final int SKIPPED = 1_000;

  private static final long LONGEST_WAIT = Duration.ofMillis(200).toNanos();

  private final WatchRequest request;
  private final Predicate<ChangelogRow> wanted;
  private final ChangeWindow window;
  private final ChangelogReader reader;
  private final DataSource pool;
  private final PositionSaver<StreamToken> saver;
  private final Backlog backlog;
  private final ChangelogQuery own;
  private final Consumer<ChangelogWatcher> onClose;
  private final Queue<ChangelogRow> pending = new ArrayDeque<>();
  private StreamToken position;
  private int skipped;
  private boolean catchingUp;
  private volatile boolean closed;

  ChangelogWatcher(
      WatchRequest request,
      Predicate<ChangelogRow> wanted,
      ChangeWindow window,
      ChangelogReader reader,
      DataSource pool,
      PoisonRows poison,
      PositionSaver<StreamToken> saver,
      StreamToken start,
      Consumer<ChangelogWatcher> onClose) {
    this.request = request;
    this.wanted = wanted;
    this.window = window;
    this.reader = reader;
    this.pool = pool;
    this.saver = saver;
    this.backlog = new Backlog(pool, request.collection());
    this.own = new ChangelogQuery(poison);
    this.onClose = onClose;
    this.position = start;
  }

  @Override
  public @Nullable Change next(Duration wait) throws InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    while (!closed) {
      Change change = fromPending();
      if (change != null) {
        return change;
      }
      Change gap = refill();
      if (gap != null) {
        return gap;
      }
      if (!pending.isEmpty()) {
        continue;
      }
      if (skipped > 0) {
        return barePosition();
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return null;
      }
      SQLException failure = reader.failure();
      if (failure != null && left < LONGEST_WAIT) {
        // Waited as long as asked, and there was no stream to wait on.
        window.await(position, left);
        throw SqlErrors.of(failure, CHANGE_STREAM, "reading changes");
      }
      window.await(position, Math.min(left, LONGEST_WAIT));
    }
    return null;
  }

  private @Nullable Change fromPending() {
    while (true) {
      ChangelogRow row = pending.poll();
      if (row == null) {
        return null;
      }
      position = new StreamToken(position.server(), row.position());
      if (wanted.test(row)) {
        skipped = 0;
        return new Change.Changed(
            row.operation(),
            row.collection(),
            row.id(),
            row.before(),
            row.after(),
            position.toResumeToken(),
            row.superseded(),
            row.writer(),
            row.committedAt());
      }
      skipped++;
      if (skipped >= SKIPPED) {
        return barePosition();
      }
    }
  }

  private Change barePosition() {
    skipped = 0;
    return new Change.Position(position.toResumeToken());
  }

  /// Gets what comes next.
  ///
  /// @return a gap, if there is one before it
  private @Nullable Change refill() {
    return switch (window.after(position, SLICE)) {
      case ChangeWindow.Answer.Rows(var rows) -> {
        catchingUp = false;
        add(rows);
        yield null;
      }
      case ChangeWindow.Answer.UpToDate() -> null;
      case ChangeWindow.Answer.OtherServer(StreamToken now) ->
          gap(position.server().difference(now.server()), now);
      case ChangeWindow.Answer.Elsewhere() -> catchUp();
    };
  }

  private @Nullable Change catchUp() {
    if (!catchingUp) {
      own.reset();
      catchingUp = true;
    }
    Batch batch;
    try (Connection connection = pool.getConnection()) {
      batch = own.after(connection, position.position());
    } catch (SQLException failure) {
      throw SqlErrors.of(failure, CHANGE_STREAM, "reading older changes");
    }
    if (position.position().isBefore(batch.floor())) {
      return gap(
          "changes were removed before the client read them",
          new StreamToken(position.server(), batch.floor()));
    }
    if (position.position().xid() >= batch.ceiling()) {
      StreamToken now = window.end();
      return gap(
          "the position lies ahead of the server, which was restored from an older state",
          now == null ? new StreamToken(position.server(), batch.floor()) : now);
    }
    add(batch.rows());
    if (batch.rows().isEmpty() && batch.more()) {
      // Poison only: pass it.
      position = new StreamToken(position.server(), batch.end());
      skipped++;
    }
    return null;
  }

  private void add(Collection<ChangelogRow> rows) {
    pending.addAll(rows);
  }

  private Change gap(String reason, StreamToken from) {
    pending.clear();
    skipped = 0;
    catchingUp = false;
    position = from;
    return new Change.HistoryGap(
        "Changes of %s are missing for client %s: %s. Read the collection anew."
            .formatted(request.collection(), request.client(), reason),
        from.toResumeToken());
  }

  @Override
  public void markProcessed(ResumeToken token) {
    saver.handled(StreamToken.parse(token));
  }

  @Override
  public Duration lag() {
    return backlog.age(saver.handled());
  }

  @Override
  public long backlog() {
    return backlog.count(saver.handled());
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      saver.close();
      onClose.accept(this);
    }
  }
}
