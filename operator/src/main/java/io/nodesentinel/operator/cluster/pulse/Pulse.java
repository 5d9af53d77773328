package io.nodesentinel.operator.cluster.pulse;

import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Feels whether the other end of each watch is still there. A machine that dies, or a gateway that
/// forgets a connection, closes nothing: the watch stays open and silent, the client begins it
/// again after five to ten minutes only, and until then nobody hears of a fault. So a watch on
/// which nothing was heard for a while is sent a ping, which the other end must answer (RFC 6455,
/// section 5.5.2), and one that stays silent is ended, upon which the client begins it again where
/// it was. Thread-safe.
public final class Pulse implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);

  static final Duration ASKS_AFTER = Duration.ofSeconds(10);
  static final Duration GIVES_UP_AFTER = Duration.ofSeconds(20);
  private static final Duration EVERY = Duration.ofSeconds(2);

  private final LongSupplier nanos;
  private final Set<Beat> beats = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("watch-pulse").factory());

  /// Begins to feel.
  public Pulse() {
    this(System::nanoTime);
    var _ =
        timer.scheduleWithFixedDelay(
            this::feel, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Feels only when [#feel] is called.
  ///
  /// @param nanos a clock that nobody sets
  Pulse(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /// The listener with a pulse: what it is told is what `listener` is told, and its end at most
  /// once.
  WebSocket.Listener of(WebSocket.Listener listener) {
    return new Beat(listener, nanos, beats);
  }

  /// Looks at each watch once.
  void feel() {
    for (Beat beat : beats) {
      try {
        beat.feel();
      } catch (RuntimeException failure) {
        // The others, and this one next time, are looked at all the same.
        LOG.warn("the pulse of a watch could not be felt", failure);
      }
    }
  }

  /// Feels no more. The watches stay as they are.
  @Override
  public void close() {
    timer.shutdownNow();
    beats.clear();
  }
}
