package io.nodesentinel.reconcilers.cap;

import io.nodesentinel.reconcilers.port.Looks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The one limit on how many nodes of the cluster may be out at once. A place is reserved before
/// the node is touched; recovery never asks. Thread-safe; every answer costs the same at any size.
public final class NodeCap {

  /// How many nodes there are, and how many are out for whatever reason. Both must be cheap to
  /// read.
  public interface Census {
    int total();

    int out();

    /// True if the node is counted in [#out] already.
    boolean isOut(String nodeName);
  }

  private record Waiting(Instant since, String node) {}

  private static final Comparator<Waiting> OLDEST_FIRST =
      Comparator.comparing(Waiting::since).thenComparing(Waiting::node);

  private final CapLimit limit;
  private final Census census;
  private final Looks looks;
  private final Set<String> reserved = new HashSet<>();
  private final TreeSet<Waiting> queue = new TreeSet<>(OLDEST_FIRST);
  private final Map<String, Waiting> waiting = new HashMap<>();

  public NodeCap(CapLimit limit, Census census, Looks looks) {
    this.limit = limit;
    this.census = census;
    this.looks = looks;
  }

  /// Reserves a place for the node, or puts it in the queue. Asking again while holding a place is
  /// granted again. Those who wait longer go first.
  ///
  /// @param since from when on the node waits
  public synchronized boolean tryReserve(String node, Instant since) {
    if (reserved.contains(node)) {
      return true;
    }
    Waiting entry = waiting.computeIfAbsent(node, n -> new Waiting(since, n));
    queue.add(entry);
    if (!isAmongFirst(entry, room())) {
      return false;
    }
    leaveQueue(node);
    reserved.add(node);
    return true;
  }

  /// The node is known to be out, or known not to be: the census counts it now.
  public synchronized void settle(String node) {
    boolean had = reserved.remove(node);
    boolean waited = waiting.containsKey(node);
    leaveQueue(node);
    if (had || waited) {
      wakeOldest();
    }
  }

  /// True while a place is reserved whose use is not yet certain.
  public synchronized boolean holdsPlace(String node) {
    return reserved.contains(node);
  }

  /// The node waits for nothing any more.
  public synchronized void forget(String node) {
    if (waiting.containsKey(node)) {
      leaveQueue(node);
      wakeOldest();
    }
  }

  /// A node that waited before this process began.
  public synchronized void remember(String node, Instant since) {
    Waiting entry = waiting.computeIfAbsent(node, n -> new Waiting(since, n));
    queue.add(entry);
  }

  /// Nodes came back or were added: whoever waits longest is looked at.
  public synchronized void roomMayHaveAppeared() {
    wakeOldest();
  }

  /// How many wait.
  public synchronized int heldCount() {
    return queue.size();
  }

  /// How many nodes may be out.
  public int limit() {
    return limit.of(census.total());
  }

  private void wakeOldest() {
    int room = room();
    List<String> next = new ArrayList<>();
    for (Waiting entry : queue) {
      if (next.size() >= room) {
        break;
      }
      next.add(entry.node());
    }
    next.forEach(looks::request);
  }

  private boolean isAmongFirst(Waiting entry, int places) {
    int seen = 0;
    for (Waiting other : queue) {
      if (seen++ >= places) {
        return false;
      }
      if (other.equals(entry)) {
        return true;
      }
    }
    return false;
  }

  private int room() {
    int underWay = 0;
    for (String node : reserved) {
      underWay += census.isOut(node) ? 0 : 1;
    }
    return limit() - census.out() - underWay;
  }

  private void leaveQueue(String node) {
    Waiting entry = waiting.remove(node);
    if (entry != null) {
      queue.remove(entry);
    }
  }
}
