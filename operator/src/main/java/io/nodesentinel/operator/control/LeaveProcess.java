package io.nodesentinel.operator.control;

import io.nodesentinel.operator.config.Leaving;
import io.nodesentinel.operator.config.OperatorOptions;
import io.nodesentinel.reconcilers.port.ApiException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The operator's last run in a cluster: it ends the other replicas, takes the lease, puts every
/// node back as it was, pays what it owes, and lets the `NodeQuarantine`s go, which stay as history
/// and can be deleted without anybody's help afterwards.
public final class LeaveProcess {
  private static final Logger LOG = LoggerFactory.getLogger(LeaveProcess.class);
  private static final long LOOK_EVERY_MILLIS = 200;
  private static final int NAMED = 10;

  private LeaveProcess() {}

  /// Runs until nothing of ours is left on nodes.
  ///
  /// @return 0 then; 1 if the time was up before, or leadership was lost
  /// @throws Exception if it could not start; the message is for people
  public static int run(OperatorOptions options, Leaving leaving) throws Exception {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    try (Wiring wiring = Wiring.leaving(options, () -> done.complete(false));
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor()) {
      Others others = new Others(wiring, leaving.deployment());
      wiring.start();
      var _ =
          watch.scheduleWithFixedDelay(
              () -> look(wiring, others, done), 0, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
      try {
        if (!done.get(leaving.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
          LOG.error("another replica leads: end it first, and try again");
          return 1;
        }
        wiring.letGo();
        LOG.info("every node is as it was; CRDs and objects stay");
        return 0;
      } catch (TimeoutException late) {
        report(wiring.remains());
        return 1;
      } catch (ExecutionException refused) {
        throw new IllegalStateException(
            String.valueOf(refused.getCause() == null ? refused : refused.getCause().getMessage()),
            refused);
      } finally {
        watch.shutdownNow();
      }
    }
  }

  private static void look(Wiring wiring, Others others, CompletableFuture<Boolean> done) {
    try {
      if (others.areTold() && wiring.remains().isEmpty()) {
        done.complete(true);
      }
    } catch (RuntimeException refused) {
      done.completeExceptionally(refused);
    }
  }

  /// The replicas of the Deployment. Used by one thread.
  private static final class Others {
    private final Wiring wiring;
    private final @Nullable String deployment;
    private boolean told;
    private boolean waiting;

    Others(Wiring wiring, @Nullable String deployment) {
      this.wiring = wiring;
      this.deployment = deployment;
      this.told = deployment == null;
    }

    /// Tells them to end, again at the next look if the API server did not answer.
    ///
    /// @throws ApiException if it refuses
    boolean areTold() {
      if (!told && deployment != null) {
        try {
          wiring.stopReplicas(deployment);
          told = true;
        } catch (ApiException failure) {
          if (failure.kind() == ApiException.Kind.REJECTED) {
            throw failure;
          }
          if (!waiting) {
            LOG.warn("the other replicas were not ended yet: {}", failure.getMessage());
          }
          waiting = true;
        }
      }
      return told;
    }
  }

  private static void report(List<String> remains) {
    LOG.error(
        "not done in time, {} left: {}{}",
        remains.size(),
        String.join("; ", remains.subList(0, Math.min(NAMED, remains.size()))),
        remains.size() > NAMED ? "; ..." : "");
  }
}
