package io.nodesentinel.datastore.kubernetes.change;

import io.nodesentinel.datastore.change.Change;
import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.change.ResumeToken;
import io.nodesentinel.datastore.spi.PositionSaver;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One client's way through the changes.
final class ObjectWatcher implements ChangeStreamWatcher {
  private final WatchReader reader;
  private final PositionSaver<StreamToken> saver;
  private final Backlog backlog;
  private final Consumer<ObjectWatcher> onClose;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable ResumeToken lastGap;

  ObjectWatcher(
      WatchReader reader,
      PositionSaver<StreamToken> saver,
      Backlog backlog,
      Consumer<ObjectWatcher> onClose) {
    this.reader = reader;
    this.saver = saver;
    this.backlog = backlog;
    this.onClose = onClose;
  }

  @Override
  public @Nullable Change next(Duration wait) throws InterruptedException {
    Change change = reader.next(wait);
    if (change instanceof Change.HistoryGap(_, ResumeToken token)) {
      lastGap = token;
    }
    return change;
  }

  @Override
  public void markProcessed(ResumeToken token) {
    StreamToken position = StreamToken.parse(token);
    if (token.equals(lastGap)) {
      saver.handledGap(position);
    } else {
      saver.handled(position);
    }
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
    if (closed.compareAndSet(false, true)) {
      reader.close();
      saver.close();
      onClose.accept(this);
    }
  }
}
