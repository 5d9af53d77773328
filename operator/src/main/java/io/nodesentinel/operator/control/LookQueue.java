package io.nodesentinel.operator.control;

import io.fabric8.kubernetes.api.model.Node;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.nodesentinel.reconcilers.port.Looks;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;

/// Asks for looks. A node that exists is the framework's primary resource, and the framework orders
/// and merges its looks. For a name without a Node (an event of an unknown node, a `NodeQuarantine`
/// that outlived it) the framework has no primary; those few are looked at by one thread here.
public final class LookQueue extends AbstractEventSource<Void, Node> implements Looks {
  private final Predicate<String> exists;
  private final BooleanSupplier leading;
  private final Set<String> waiting = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService absent =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("absent-nodes").factory());
  private volatile Function<String, Optional<Duration>> look = _ -> Optional.empty();

  /// A queue that does not look yet.
  ///
  /// @param exists a Node of that name is known
  /// @param leading this replica may act
  public LookQueue(Predicate<String> exists, BooleanSupplier leading) {
    super(Void.class, "looks");
    this.exists = exists;
    this.leading = leading;
  }

  /// Names what looks at a node.
  public void connect(Function<String, Optional<Duration>> target) {
    this.look = target;
  }

  @Override
  public void request(String nodeName) {
    if (exists.test(nodeName)) {
      if (getEventHandler() != null) {
        getEventHandler().handleEvent(new Event(new ResourceID(nodeName)));
      }
    } else {
      requestAbsent(nodeName, Duration.ZERO);
    }
  }

  private void requestAbsent(String nodeName, Duration delay) {
    if (leading.getAsBoolean() && !absent.isShutdown() && waiting.add(nodeName)) {
      var _ =
          absent.schedule(() -> lookAtAbsent(nodeName), delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void lookAtAbsent(String nodeName) {
    waiting.remove(nodeName);
    look.apply(nodeName).ifPresent(delay -> requestAbsent(nodeName, delay));
  }

  /// Looks have no resources of their own.
  @Override
  public Set<Void> getSecondaryResources(Node primary) {
    return Set.of();
  }

  /// Stops looking at names without a Node.
  public void close() {
    absent.shutdownNow();
  }
}
