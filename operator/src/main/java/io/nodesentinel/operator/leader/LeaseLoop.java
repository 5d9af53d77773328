package io.nodesentinel.operator.leader;

import io.nodesentinel.reconcilers.port.ApiException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets a [LeaseKeeper] try again and again at a [LeasePace], on a thread of its own, until it is
/// closed.
public final class LeaseLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseLoop.class);

  /// So that replicas that were started together do not stay in step.
  private static final double JITTER = 0.1;

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("lease").factory());
  private final LeaseKeeper keeper;
  private final LeasePace pace;
  private final Runnable won;
  private final Runnable lost;
  private volatile String failure = "";

  private LeaseLoop(LeaseKeeper keeper, LeasePace pace, Runnable won, Runnable lost) {
    this.keeper = keeper;
    this.pace = pace;
    this.won = won;
    this.lost = lost;
  }

  /// Begins to compete.
  ///
  /// @param won run on the loop's thread when the lease is ours; must return at once
  /// @param lost the same, when it is another one's
  public static LeaseLoop start(LeaseKeeper keeper, LeasePace pace, Runnable won, Runnable lost) {
    LeaseLoop loop = new LeaseLoop(keeper, pace, won, lost);
    loop.thread.execute(loop::tick);
    return loop;
  }

  private void tick() {
    Duration next = pace.afterAnswer();
    try {
      LeaseKeeper.Result result = keeper.tick();
      failure = "";
      switch (result) {
        case WON -> won.run();
        case LOST -> lost.run();
        case HELD, WAITING -> {}
      }
    } catch (ApiException noAnswer) {
      // Once, not every two seconds for as long as the API server is away.
      if (failure.isEmpty()) {
        LOG.warn("the lease was neither read nor renewed: {}", noAnswer.getMessage());
      }
      failure = "neither read nor renewed: " + noAnswer.getMessage();
      next = pace.afterFailure(noAnswer);
    } catch (RuntimeException defect) {
      LOG.error("a try for the lease failed; next try in {}", next, defect);
    } finally {
      schedule(next);
    }
  }

  private void schedule(Duration delay) {
    double factor = 1 + JITTER * ThreadLocalRandom.current().nextDouble();
    if (!thread.isShutdown()) {
      var _ =
          thread.schedule(this::tick, (long) (delay.toMillis() * factor), TimeUnit.MILLISECONDS);
    }
  }

  /// Why the last try failed, in words; empty if it did not. For any thread.
  public String failure() {
    return failure;
  }

  /// Stops competing and gives the lease back. Nothing may act any more when this is called.
  @Override
  public void close() {
    thread.execute(() -> {
      try {
        keeper.giveBack();
      } catch (ApiException noAnswer) {
        LOG.warn("the lease was not given back: {}", noAnswer.getMessage());
      } finally {
        thread.shutdownNow();
      }
    });
    try {
      if (!thread.awaitTermination(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("the lease was not given back within {}", CLOSE_WITHIN);
        thread.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      thread.shutdownNow();
    }
  }
}
