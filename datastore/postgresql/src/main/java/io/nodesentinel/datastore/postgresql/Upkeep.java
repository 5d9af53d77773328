package io.nodesentinel.datastore.postgresql;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.CONNECTION;

import io.nodesentinel.datastore.postgresql.changelog.Retention;
import io.nodesentinel.datastore.postgresql.connection.Connections;
import io.nodesentinel.datastore.postgresql.connection.SqlErrors;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a store does now and then by itself: prunes the changelog, removes what is old, and takes
/// up renewed certificates.
final class Upkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final int PRUNE_SECONDS = 10;
  private static final int OLD_SECONDS = 60;
  private static final int CERTIFICATES_SECONDS = 2;

  private final Retention retention;
  private final OldThings old;
  private final Connections connections;
  private final Unpooled unpooled;

  // One task at a time uses it.
  private long renewalsInPool;

  /// A thread for each task: a long pass of one must not keep certificates from being renewed.
  private final ScheduledExecutorService timer =
      Executors.newScheduledThreadPool(
          3, Thread.ofPlatform().name("datastore-upkeep-", 1).daemon().factory());

  /// The connections that are in no pool.
  @FunctionalInterface
  interface Unpooled {
    /// Replaces them.
    void renew() throws SQLException;
  }

  Upkeep(Retention retention, OldThings old, Connections connections, Unpooled unpooled) {
    this.retention = retention;
    this.old = old;
    this.connections = connections;
    this.unpooled = unpooled;
    schedule(this::prune, PRUNE_SECONDS);
    schedule(this::removeOld, OLD_SECONDS);
    schedule(this::renew, CERTIFICATES_SECONDS);
  }

  private void schedule(Runnable task, int seconds) {
    // The future is of no use: tasks report by themselves, and close() ends them all.
    var _ = timer.scheduleWithFixedDelay(task, seconds, seconds, TimeUnit.SECONDS);
  }

  private void prune() {
    try {
      Retention.Pass pass = retention.run();
      if (pass.forced() > 0) {
        LOG.warn(
            "the changelog exceeded its cap: {} changes were removed that a client has not handled",
            pass.forced());
      }
    } catch (SQLException failure) {
      LOG.warn("the changelog could not be pruned yet: {}", failure.getMessage());
    } catch (RuntimeException broken) {
      LOG.error("pruning the changelog failed; the next pass is due as ever", broken);
    }
  }

  private void removeOld() {
    try {
      old.remove();
    } catch (SQLException failure) {
      LOG.warn("what is old could not be removed yet: {}", failure.getMessage());
    } catch (RuntimeException broken) {
      LOG.error("removing what is old failed; the next pass is due as ever", broken);
    }
  }

  /// Open connections are given up only when one with the new files was accepted.
  private void renew() {
    try {
      long renewals = connections.tls().look().renewals();
      if (renewals == renewalsInPool) {
        return;
      }
      connections.single().close();
      connections.recycle();
      unpooled.renew();
      renewalsInPool = renewals;
      LOG.info("certificates changed: connections are replaced as they become idle");
    } catch (SQLException refused) {
      LOG.warn(
          "certificates changed, but open connections stay: {}",
          SqlErrors.of(refused, CONNECTION, "trying the new ones").getMessage());
    } catch (RuntimeException broken) {
      LOG.error("looking for renewed certificates failed; the next look is due as ever", broken);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
