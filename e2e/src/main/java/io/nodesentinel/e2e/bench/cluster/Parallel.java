package io.nodesentinel.e2e.bench.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Requests over a bounded number of connections, each busy until nothing is left.
public final class Parallel {
  /// Connections of the bare client in a burst; as many as the operator's `--write-concurrency`.
  public static final int CONNECTIONS = 32;

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private Parallel() {}

  /// @throws BenchException with the first failure
  public static void forEach(int connections, List<String> names, Consumer<String> request) {
    List<Callable<Boolean>> tasks =
        names.stream()
            .map(name ->
                (Callable<Boolean>)
                    () -> {
                      request.accept(name);
                      return true;
                    })
            .toList();
    try (ExecutorService pool =
        Executors.newFixedThreadPool(connections, Thread.ofVirtual().factory())) {
      for (Future<Boolean> done : pool.invokeAll(tasks, PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        done.get();
      }
    } catch (ExecutionException e) {
      throw BenchException.of(e);
    } catch (CancellationException e) {
      throw new BenchException(
          "%d requests are not done after %d s".formatted(names.size(), PATIENCE.toSeconds()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }
}
