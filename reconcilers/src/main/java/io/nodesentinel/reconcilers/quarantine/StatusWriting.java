package io.nodesentinel.reconcilers.quarantine;

import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.datastore.EventRef;
import io.nodesentinel.datastore.StatusChange;
import io.nodesentinel.datastore.StatusWrite;
import io.nodesentinel.datastore.StoreException;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.port.ApiException;
import io.nodesentinel.reconcilers.port.Ports;
import io.nodesentinel.reconcilers.port.QuarantineView;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes the statuses that one look asks for, a few at a time. Where a monitor reports the same
/// fault a thousand times a second there are thousands of them, and neither a person's hand nor a
/// recovery may wait for them: it ends early when the node or its `NodeQuarantine` changes, or
/// after a second. What is left then is for the next look.
final class StatusWriting {
  /// More would get the API server's attention for the node that makes the most noise.
  private static final int AT_ONCE = 4;

  private static final Duration LONGEST = Duration.ofSeconds(1);

  private final Ports ports;
  private final QuarantineObserved observed;

  /// Statuses that are written as one, or one by one.
  private final Queue<List<StatusChange>> left = new ArrayDeque<>();

  private @Nullable ApiException failure;
  private boolean begun;

  StatusWriting(Ports ports, QuarantineObserved observed, List<Step> steps) {
    this.ports = ports;
    this.observed = observed;
    boolean asOne = ports.store().writesAsOne();
    for (Step step : steps) {
      switch (step) {
        case Step.WriteEvent(EventRef event, HealthEventStatus status) ->
            left.add(List.of(new StatusChange(event, status)));
        case Step.WriteEvents(List<StatusChange> changes) when asOne -> left.add(changes);
        case Step.WriteEvents(List<StatusChange> changes) ->
            changes.forEach(change -> left.add(List.of(change)));
        default -> {
          // Not about events.
        }
      }
    }
  }

  /// Once for all of them. A status that cannot be written holds no other up, unless the reason
  /// concerns all of them.
  ///
  /// @throws ApiException if this replica does not lead any more
  void run() {
    if (begun) {
      return;
    }
    begun = true;
    NodeView node = ports.nodes().get(observed.nodeName());
    QuarantineView quarantine = ports.quarantines().get(observed.nodeName());
    boolean first = true;
    while (!left.isEmpty() && (failure == null || !failure.mayPass())) {
      if (!first && (lastsTooLong() || hasChanged(node, quarantine))) {
        return;
      }
      first = false;
      StepRunner.requireLeadership(ports);
      writeSome();
    }
  }

  /// Why the first of those that failed was not written; null if none failed.
  @Nullable ApiException failure() {
    return failure;
  }

  /// Events up to this order have their statuses, or failed.
  long upTo() {
    Set<String> ids = new HashSet<>();
    left.forEach(group -> group.forEach(change -> ids.add(change.ref().id())));
    return observed.events().stream()
            .filter(e -> ids.contains(e.ref().id()))
            .mapToLong(StoredEvent::order)
            .min()
            .orElse(Long.MAX_VALUE)
        - 1;
  }

  private void writeSome() {
    List<@Nullable ApiException> failures =
        new ArrayList<>(Collections.nCopies(Math.min(AT_ONCE, left.size()), null));
    List<Runnable> tasks = new ArrayList<>();
    for (int i = 0; i < failures.size(); i++) {
      int place = i;
      List<StatusChange> group = left.remove();
      tasks.add(() -> failures.set(place, write(group)));
    }
    ports.together().run(tasks);
    for (ApiException each : failures) {
      if (each != null && (failure == null || !failure.mayPass() && each.mayPass())) {
        failure = each;
      }
    }
  }

  private boolean lastsTooLong() {
    return Duration.between(observed.now(), ports.clock().instant()).compareTo(LONGEST) > 0;
  }

  private boolean hasChanged(@Nullable NodeView node, @Nullable QuarantineView quarantine) {
    return !Objects.equals(node, ports.nodes().get(observed.nodeName()))
        || !Objects.equals(quarantine, ports.quarantines().get(observed.nodeName()));
  }

  /// @return why one was not written; null if all were, or if the events are gone
  private @Nullable ApiException write(List<StatusChange> group) {
    try {
      int changed = ports.store().writeStatuses(group).indexOf(StatusWrite.CHANGED);
      return changed >= 0
          ? new ApiException(
              ApiException.Kind.CONFLICT,
              "event " + group.get(changed).ref().id() + " changed",
              null,
              null)
          : null;
    } catch (ApiException failed) {
      return failed;
    } catch (StoreException failed) {
      return new ApiException(
          failed.isRetryable() ? ApiException.Kind.UNAVAILABLE : ApiException.Kind.REJECTED,
          String.valueOf(failed.getMessage()),
          null,
          failed);
    }
  }
}
