package io.nodesentinel.e2e.dev;

import io.nodesentinel.e2e.local.OperatorJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The operator of the live loop: one process at a time, from the compiled sources.
///
/// Thread-safe: the end of this process may come at any time.
final class LiveOperator implements LiveLoop.Subject, AutoCloseable {
  /// An operator that cannot say good-bye to its API server any more is not waited for.
  private static final Duration STOP = Duration.ofSeconds(5);

  /// As a kubelet would, one that ends by itself is started again, later each time.
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private static final int RESTARTS = 5;

  /// How it is started.
  ///
  /// @param beforehand what must be so in the cluster, made so before each start
  record Setup(
      SourceTree sources,
      Path kubeconfig,
      Path log,
      List<String> options,
      Map<String, String> environment,
      Beforehand beforehand) {}

  interface Beforehand {
    void prepare() throws IOException;
  }

  private final Setup setup;
  private final Consumer<String> say;
  private @Nullable OperatorJvm running;
  private @Nullable LogTail tail;
  private int endedInARow;
  private long againAt;
  private boolean closed;

  LiveOperator(Setup setup, Consumer<String> say) {
    this.setup = setup;
    this.say = say;
  }

  @Override
  public synchronized void restart() throws IOException {
    endedInARow = 0;
    start();
  }

  private void start() throws IOException {
    stop();
    if (closed) {
      return;
    }
    setup.beforehand().prepare();
    OperatorJvm started =
        OperatorJvm.start(
            setup.sources().classPath(),
            setup.kubeconfig(),
            setup.log(),
            List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"),
            setup.options(),
            setup.environment());
    running = started;
    tail = new LogTail(setup.log(), line -> say.accept("| " + line));
    say.accept("the operator runs as process " + started.pid());
  }

  @Override
  public synchronized void lookAfter() throws IOException {
    if (tail != null) {
      tail.follow();
    }
    if (running != null && !running.isAlive()) {
      stop();
      endedInARow++;
      if (endedInARow > RESTARTS) {
        say.accept("the operator has ended by itself again; it waits for the next change");
      } else {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << (endedInARow - 1));
        say.accept("the operator has ended by itself; again in %d s".formatted(pause.toSeconds()));
        againAt = System.nanoTime() + pause.toNanos();
      }
    } else if (running == null
        && !closed
        && endedInARow <= RESTARTS
        && System.nanoTime() - againAt >= 0) {
      start();
    }
  }

  private void stop() throws IOException {
    if (running != null) {
      running.stop(STOP);
      running = null;
    }
    if (tail != null) {
      tail.follow();
      tail.close();
      tail = null;
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    stop();
  }
}
