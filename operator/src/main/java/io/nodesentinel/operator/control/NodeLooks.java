package io.nodesentinel.operator.control;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One look at a time for each node, from wherever it is asked. A defect of ours never stops the
/// looks: it is logged and the node is looked at again later. Thread-safe.
public final class NodeLooks {
  private static final Logger LOG = LoggerFactory.getLogger(NodeLooks.class);
  private static final int STRIPES = 1024;
  private static final Duration AFTER_DEFECT = Duration.ofSeconds(30);

  private final Lock[] stripes = new Lock[STRIPES];
  private final Function<String, Optional<Duration>> look;

  /// @param look looks at one node
  public NodeLooks(Function<String, Optional<Duration>> look) {
    this.look = look;
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new ReentrantLock();
    }
  }

  /// Looks at the node now.
  ///
  /// @return when to look again without being asked; empty for never
  public Optional<Duration> look(String nodeName) {
    Lock stripe = stripes[Math.floorMod(nodeName.hashCode(), STRIPES)];
    stripe.lock();
    try {
      return look.apply(nodeName);
    } catch (RuntimeException defect) {
      LOG.error("node {}: the look failed; next try in {}", nodeName, AFTER_DEFECT, defect);
      return Optional.of(AFTER_DEFECT);
    } finally {
      stripe.unlock();
    }
  }
}
