package io.nodesentinel.operator.control;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One look at a time for each node, from wherever it is asked. A look may wait long for its turn
/// to write, so nodes never share a lock. A defect of ours never stops the looks: it is logged and
/// the node is looked at again later. Thread-safe.
public final class NodeLooks {
  private static final Logger LOG = LoggerFactory.getLogger(NodeLooks.class);
  private static final Duration AFTER_DEFECT = Duration.ofSeconds(30);

  /// A lock for as long as somebody holds it or waits for it.
  private record Turn(ReentrantLock lock, int users) {
    Turn plus(int more) {
      return new Turn(lock, users + more);
    }
  }

  private final Map<String, Turn> turns = new ConcurrentHashMap<>();
  private final Function<String, Optional<Duration>> look;

  /// @param look looks at one node
  public NodeLooks(Function<String, Optional<Duration>> look) {
    this.look = look;
  }

  /// Looks at the node now.
  ///
  /// @return when to look again without being asked; empty for never
  public Optional<Duration> look(String nodeName) {
    ReentrantLock lock = enter(nodeName);
    lock.lock();
    try {
      return look.apply(nodeName);
    } catch (RuntimeException defect) {
      LOG.error("node {}: the look failed; next try in {}", nodeName, AFTER_DEFECT, defect);
      return Optional.of(AFTER_DEFECT);
    } finally {
      lock.unlock();
      leave(nodeName);
    }
  }

  private ReentrantLock enter(String nodeName) {
    Turn first = new Turn(new ReentrantLock(), 1);
    Turn turn = turns.merge(nodeName, first, (present, _) -> present.plus(1));
    return turn.lock();
  }

  private void leave(String nodeName) {
    turns.computeIfPresent(nodeName, (_, turn) -> turn.users() == 1 ? null : turn.plus(-1));
  }
}
