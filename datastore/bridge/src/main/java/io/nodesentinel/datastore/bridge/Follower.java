package io.nodesentinel.datastore.bridge;

import io.nodesentinel.datastore.error.DatastoreException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the store in a thread of its own while this replica leads, and begins anew after each
/// failure.
final class Follower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration END_WITHIN = Duration.ofSeconds(10);

  private final Opening opening;
  private final Following following;
  private final SourceState state;
  private final BooleanSupplier leading;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Pace pace = new Pace(closing);
  private final Thread thread = Thread.ofPlatform().name("datastore").daemon().unstarted(this::run);

  Follower(Opening opening, Following following, SourceState state, BooleanSupplier leading) {
    this.opening = opening;
    this.following = following;
    this.state = state;
    this.leading = leading;
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      do {
        try {
          follow();
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

  private void follow() throws InterruptedException {
    if (!leading.getAsBoolean()) {
      return;
    }
    try {
      following.begin(opening.open());
      while (closing.getCount() > 0 && leading.getAsBoolean()) {
        boolean more = following.step(POLL);
        LOG.trace("there may be {}", more ? "more" : "nothing more");
        pace.wentWell();
      }
    } finally {
      following.end();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
    try {
      if (!thread.join(END_WITHIN)) {
        LOG.warn("the datastore is still being read after {}", END_WITHIN);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
