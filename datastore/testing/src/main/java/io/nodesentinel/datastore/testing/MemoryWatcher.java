package io.nodesentinel.datastore.testing;

import io.nodesentinel.datastore.change.Change;
import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.change.ResumeToken;
import io.nodesentinel.datastore.change.StartPosition;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.query.memory.Evaluator;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Reads the history of a [MemoryDatabase].
final class MemoryWatcher implements ChangeStreamWatcher {
  private final MemoryDatabase database;
  private final WatchRequest request;
  private final Predicate<Document> wanted;
  private final long start;
  private long position;
  private boolean closed;

  MemoryWatcher(MemoryDatabase database, WatchRequest request) {
    this.database = database;
    this.request = request;
    this.wanted = Evaluator.predicate(request.filter());
    this.start = database.locked(this::startPosition);
    this.position = start;
  }

  private long startPosition() {
    database.check();
    History history = database.history;
    OptionalLong stored = history.position(request.client());
    return switch (request.start()) {
      case StartPosition.At(ResumeToken token) -> history.read(token);
      case StartPosition.Named.NOW -> history.last();
      case StartPosition.Named.BEGINNING -> history.beginning();
      case StartPosition.Named.STORED_OR_NOW -> stored.orElse(history.last());
      case StartPosition.Named.STORED_OR_BEGINNING -> stored.orElse(history.beginning());
    };
  }

  @Override
  public @Nullable Change next(Duration wait) throws InterruptedException {
    ReentrantLock lock = database.lock();
    lock.lockInterruptibly();
    try {
      long left = wait.toNanos();
      while (!closed) {
        database.check();
        Change change = advance();
        if (change != null || left <= 0) {
          return change;
        }
        left = database.changed().awaitNanos(left);
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Change advance() {
    History history = database.history;
    if (position < history.beginning()) {
      long missing = history.beginning() - position;
      position = history.beginning();
      return new Change.HistoryGap(
          missing
              + " changes after the position of "
              + request.client()
              + " are not kept any more.",
          history.token(position));
    }
    History.Entry found = history.after(position).filter(this::isWanted).findFirst().orElse(null);
    if (found != null) {
      position = found.number();
      return changed(found);
    }
    if (position < history.last()) {
      position = history.last();
      return new Change.Position(history.token(position));
    }
    return null;
  }

  private boolean isWanted(History.Entry entry) {
    Tables.Write write = entry.write();
    Document document = write.after() != null ? write.after() : write.before();
    return write.collection().equals(request.collection())
        && request.operations().contains(write.operation())
        && (document == null || wanted.test(document));
  }

  private Change changed(History.Entry entry) {
    Tables.Write write = entry.write();
    // Of a document that cannot be held is told that it changed, and no more.
    boolean spoilt = database.isSpoilt(write.id());
    return new Change.Changed(
        write.operation(),
        write.collection(),
        write.id(),
        spoilt ? null : write.before(),
        spoilt ? null : write.after(),
        database.history.token(entry.number()),
        false,
        entry.writer(),
        entry.committedAt());
  }

  @Override
  public void markProcessed(ResumeToken token) {
    database.locked(() -> {
      database.check();
      database.history.advance(request.client(), database.history.read(token));
      return true;
    });
  }

  @Override
  public Duration lag() {
    return database.locked(() -> {
      database.check();
      return database
          .history
          .after(processed(), request.collection())
          .findFirst()
          .map(oldest -> Duration.between(oldest.committedAt(), database.clock.instant()))
          .filter(lag -> !lag.isNegative())
          .orElse(Duration.ZERO);
    });
  }

  @Override
  public long backlog() {
    return database.locked(() -> {
      database.check();
      return database.history.after(processed(), request.collection()).count();
    });
  }

  private long processed() {
    return database.history.position(request.client()).orElse(start);
  }

  @Override
  public void close() {
    database.locked(() -> {
      closed = true;
      database.changed().signalAll();
      return true;
    });
  }
}
