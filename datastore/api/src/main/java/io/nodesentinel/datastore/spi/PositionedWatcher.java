package io.nodesentinel.datastore.spi;

import io.nodesentinel.datastore.change.Change;
import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.change.ResumeToken;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One client's way through the changes: what a provider reads, and the position that is handled.
///
/// @param <T> a position
public final class PositionedWatcher<T> implements ChangeStreamWatcher {
  private final Changes changes;
  private final Function<ResumeToken, T> positions;
  private final PositionSaver<T> saver;
  private final Rest<T> rest;
  private final Consumer<ChangeStreamWatcher> onClose;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable ResumeToken lastGap;

  /// Where changes come from.
  public interface Changes extends AutoCloseable {
    /// As [ChangeStreamWatcher#next].
    @Nullable Change next(Duration wait) throws InterruptedException;

    /// Ends reading; may be called while another thread reads.
    @Override
    void close();
  }

  /// What lies after a position. Asks the store.
  public interface Rest<T> {
    /// The age of the oldest change; zero if there is none.
    Duration age(T position);

    /// How many changes there are.
    long count(T position);
  }

  /// @param positions what a token stands for; throws RESUME_TOKEN if it is none of the provider's
  /// @param onClose told once, when it is closed
  public PositionedWatcher(
      Changes changes,
      Function<ResumeToken, T> positions,
      PositionSaver<T> saver,
      Rest<T> rest,
      Consumer<ChangeStreamWatcher> onClose) {
    this.changes = changes;
    this.positions = positions;
    this.saver = saver;
    this.rest = rest;
    this.onClose = onClose;
  }

  @Override
  public @Nullable Change next(Duration wait) throws InterruptedException {
    Change change = changes.next(wait);
    if (change instanceof Change.HistoryGap(_, ResumeToken token)) {
      lastGap = token;
    }
    return change;
  }

  @Override
  public void markProcessed(ResumeToken token) {
    T position = positions.apply(token);
    if (token.equals(lastGap)) {
      saver.handledGap(position);
    } else {
      saver.handled(position);
    }
  }

  @Override
  public Duration lag() {
    return rest.age(saver.handled());
  }

  @Override
  public long backlog() {
    return rest.count(saver.handled());
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      changes.close();
      saver.close();
      onClose.accept(this);
    }
  }
}
