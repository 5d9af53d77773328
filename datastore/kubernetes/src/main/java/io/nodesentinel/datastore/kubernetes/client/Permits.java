package io.nodesentinel.datastore.kubernetes.client;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Bounds the requests that are under way at a time: the HTTP client itself does not. Thread-safe.
public final class Permits {
  private final int most;
  private final Duration patience;
  private final Semaphore free;
  private volatile boolean closed;

  /// @param most requests at a time
  /// @param patience how long one waits for its turn
  public Permits(int most, Duration patience) {
    this.most = most;
    this.patience = patience;
    this.free = new Semaphore(most, true);
  }

  /// Makes one request.
  ///
  /// @throws DatastoreException as [ApiErrors#of], or TIMEOUT if there was no turn in time
  public <T> T run(Kind otherwise, String doing, Supplier<T> request) {
    acquire();
    try {
      return request.get();
    } catch (KubernetesClientException failure) {
      throw ApiErrors.of(failure, otherwise, doing);
    } finally {
      free.release();
    }
  }

  private void acquire() {
    if (closed) {
      throw DatastoreException.of(Kind.CONNECTION, "The datastore is closed.")
          .retryable(false)
          .from(ApiErrors.PROVIDER);
    }
    try {
      if (free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw DatastoreException.of(
              Kind.CONNECTION, "Interrupted while waiting for a connection.", interrupted)
          .from(ApiErrors.PROVIDER);
    }
    throw DatastoreException.of(
            Kind.TIMEOUT,
            "All %d connections (maxConnections) were busy for %s.".formatted(most, patience))
        .from(ApiErrors.PROVIDER);
  }

  /// Refuses whatever comes from now on.
  public void close() {
    closed = true;
  }
}
