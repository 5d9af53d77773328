package io.nodesentinel.datastore.testing;

import io.nodesentinel.datastore.change.Change;
import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.change.Operation;
import io.nodesentinel.datastore.change.ResumeToken;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A watcher without a store: a test pushes what it delivers, and sees what was marked. Tokens are
/// the numbers from 1. Thread-safe.
public final class PushedChanges implements ChangeStreamWatcher {
  private final BlockingQueue<Change> queue = new LinkedBlockingQueue<>();
  private final List<ResumeToken> marked = new CopyOnWriteArrayList<>();
  private final AtomicLong pushed = new AtomicLong();
  private volatile boolean closed;

  /// Pushes the insert of a health event.
  ///
  /// @param document has an `_id`
  public ResumeToken insert(Document document) {
    return push(Operation.INSERT, document, "");
  }

  /// Pushes an update.
  ///
  /// @param after has an `_id`
  /// @param writer who did it; empty if that is not known
  public ResumeToken update(Document after, String writer) {
    return push(Operation.UPDATE, after, writer);
  }

  private ResumeToken push(Operation operation, Document document, String writer) {
    ResumeToken token = nextToken();
    Value id = document.id().orElseThrow();
    queue.add(
        new Change.Changed(
            operation,
            Collection.HEALTH_EVENTS,
            id,
            null,
            document,
            token,
            false,
            writer,
            Instant.EPOCH));
    return token;
  }

  /// Pushes a bare position.
  public ResumeToken position() {
    ResumeToken token = nextToken();
    queue.add(new Change.Position(token));
    return token;
  }

  /// Pushes a gap.
  public ResumeToken gap(String reason) {
    ResumeToken token = nextToken();
    queue.add(new Change.HistoryGap(reason, token));
    return token;
  }

  private ResumeToken nextToken() {
    return new ResumeToken(Long.toString(pushed.incrementAndGet()));
  }

  /// The tokens that were marked as processed, in order.
  public List<ResumeToken> marked() {
    return List.copyOf(marked);
  }

  public boolean isClosed() {
    return closed;
  }

  @Override
  public @Nullable Change next(Duration wait) throws InterruptedException {
    return queue.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void markProcessed(ResumeToken token) {
    marked.add(token);
  }

  /// Always zero: what is pushed has no time.
  @Override
  public Duration lag() {
    return Duration.ZERO;
  }

  /// What was pushed and not marked.
  @Override
  public long backlog() {
    return pushed.get()
        - marked.stream().mapToLong(token -> Long.parseLong(token.value())).max().orElse(0);
  }

  @Override
  public void close() {
    closed = true;
  }
}
