package io.nodesentinel.e2e.bench.datastore;

import io.nodesentinel.e2e.bench.cluster.Await;
import io.nodesentinel.e2e.bench.report.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// The account of one measurement: what was committed, and what of it was handled, how often and in
/// which order.
///
/// The changes of a node are numbered from 1 in the order of their commits. Each node has one
/// writer, so that there is such an order. Thread-safe.
final class Ledger {
  private static final Duration LOOK = Duration.ofMillis(100);

  /// When the COMMIT of each change was sent that has not been handled yet.
  private final Map<Long, Long> open = new ConcurrentHashMap<>();

  private final Map<Integer, Integer> newest = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
  private final AtomicLong newestAt = new AtomicLong();
  private final LongAdder handled = new LongAdder();
  private final LongAdder repeated = new LongAdder();
  private final LongAdder disorder = new LongAdder();
  private final AtomicLong from = new AtomicLong(Long.MAX_VALUE);
  private final AtomicLong until = new AtomicLong(Long.MAX_VALUE);
  private final LongAdder inWindow = new LongAdder();

  /// What came out.
  ///
  /// @param repeated changes that came more often than once, or were never committed
  /// @param disorder changes that came after a later one of their node
  record Account(long handled, long lost, long repeated, long disorder) {
    boolean isClean() {
      return lost == 0 && repeated == 0 && disorder == 0;
    }

    Account plus(Account other) {
      return new Account(
          handled + other.handled,
          lost + other.lost,
          repeated + other.repeated,
          disorder + other.disorder);
    }
  }

  /// Only what is handled in this time counts for rates, and only what is committed in it for
  /// latencies.
  void window(long fromNanos, long untilNanos) {
    from.set(fromNanos);
    until.set(untilNanos);
  }

  /// A change is about to be committed.
  void committing(int node, int number) {
    open.put(key(node, number), System.nanoTime());
  }

  /// The handler was given a change.
  void handled(int node, int number) {
    long now = System.nanoTime();
    handled.increment();
    newestAt.set(now);
    if (within(now)) {
      inWindow.increment();
    }
    Long sent = open.remove(key(node, number));
    if (sent == null) {
      repeated.increment();
      return;
    }
    if (within(sent)) {
      nanos.add(now - sent);
    }
    int before = newest.getOrDefault(node, 0);
    if (number < before) {
      disorder.increment();
    } else {
      newest.put(node, number);
    }
  }

  private boolean within(long now) {
    return now >= from.get() && now < until.get();
  }

  private static long key(int node, int number) {
    return ((long) node << 32) | number;
  }

  /// Changes that are committed, or about to be, and not handled.
  int missing() {
    return open.size();
  }

  /// When the last change was handled, in the time of [System#nanoTime].
  long newestAt() {
    return newestAt.get();
  }

  /// Changes handled within the window.
  long handledInWindow() {
    return inWindow.sum();
  }

  /// How long it took from the sending of a COMMIT to the handler.
  ///
  /// @throws IllegalArgumentException if nothing was handled
  Samples latency() {
    List<Long> all = new ArrayList<>(nanos);
    return Samples.ofNanos(all);
  }

  /// Waits until everything is handled, and a moment longer for what comes twice; or until nothing
  /// has come for so long that the rest is lost.
  Account settle(Duration patience) {
    int before = missing();
    long still = System.nanoTime();
    while (missing() > 0 && System.nanoTime() - still < patience.toNanos()) {
      Await.pass(LOOK);
      if (missing() != before) {
        before = missing();
        still = System.nanoTime();
      }
    }
    Await.pass(LOOK);
    return account();
  }

  private Account account() {
    return new Account(handled.sum(), open.size(), repeated.sum(), disorder.sum());
  }
}
