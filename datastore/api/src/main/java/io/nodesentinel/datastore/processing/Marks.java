package io.nodesentinel.datastore.processing;

import io.nodesentinel.datastore.change.ResumeToken;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stores positions, one at a time: while one is being stored only the newest of those that follow
/// is kept. What failed is stored with the next. Thread-safe.
final class Marks {
  private static final Logger LOG = LoggerFactory.getLogger(Marks.class);

  private final Consumer<ResumeToken> store;
  private @Nullable ResumeToken pending;
  private boolean storing;

  Marks(Consumer<ResumeToken> store) {
    this.store = store;
  }

  /// Stores a position; call in the order of positions.
  void reached(ResumeToken token) {
    synchronized (this) {
      pending = token;
      if (storing) {
        return;
      }
      storing = true;
    }
    drain();
  }

  /// Stores what is not stored yet.
  void flush() {
    synchronized (this) {
      if (pending == null || storing) {
        return;
      }
      storing = true;
    }
    drain();
  }

  private void drain() {
    ResumeToken token = take();
    while (token != null) {
      try {
        store.accept(token);
      } catch (RuntimeException failure) {
        LOG.warn("A position was not stored; it is stored with the next one.", failure);
        giveBack(token);
        return;
      }
      token = take();
    }
  }

  private synchronized @Nullable ResumeToken take() {
    ResumeToken token = pending;
    pending = null;
    storing = token != null;
    return token;
  }

  private synchronized void giveBack(ResumeToken token) {
    if (pending == null) {
      pending = token;
    }
    storing = false;
  }
}
