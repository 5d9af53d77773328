package io.nodesentinel.reconcilers.quarantine;

import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.port.ApiException;
import io.nodesentinel.reconcilers.port.PodView;
import io.nodesentinel.reconcilers.port.Ports;
import io.nodesentinel.reconcilers.port.QuarantineView;
import io.nodesentinel.reconcilers.port.QuarantineWrite;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Carries out the steps of one plan in their order. Leadership is asked again before each write;
/// nothing is retried here.
final class StepRunner {
  private final Ports ports;

  StepRunner(Ports ports) {
    this.ports = ports;
  }

  /// After a step that changes something there may be more to do.
  static boolean changesSomething(Step step) {
    return switch (step) {
      case Step.PatchNode _,
          Step.PatchConditions _,
          Step.WriteQuarantine _,
          Step.WriteEvent _,
          Step.WriteEvents _,
          Step.LetGo _,
          Step.DeleteQuarantine _ ->
          true;
      case Step.StopEvictions _, Step.Evict _, Step.Announce _ -> false;
    };
  }

  /// A status of an event that cannot be written holds nothing else up: it is owed, and the pods
  /// that have to leave do not wait for the store.
  ///
  /// @return events up to this order have the statuses that the plan asks for
  /// @throws ApiException at the first other step that fails, those after it are not tried; or at
  ///   the end, for the first event that could not be written
  long run(QuarantinePlan plan, QuarantineObserved observed, NodeMemory memory) {
    QuarantineView quarantine = observed.quarantine();
    memory.evictions.keepOnly(
        observed.drain().pods().stream().map(PodView::uid).collect(Collectors.toSet()));
    StatusWriting statuses = new StatusWriting(ports, observed, plan.steps());
    for (Step step : plan.steps()) {
      requireLeadership(ports);
      switch (step) {
        case Step.StopEvictions _ -> memory.evictions.stop();
        case Step.PatchNode patch -> {
          QuarantineView basis = quarantine;
          writeNode(
              memory,
              () -> ports.nodes().patch(patch.patch(), () -> isStill(observed.nodeName(), basis)));
        }
        case Step.PatchConditions patch ->
            writeNode(memory, () -> ports.nodes().patchConditions(patch.patch()));
        case Step.WriteQuarantine write -> {
          QuarantineWrite w = write.write();
          quarantine =
              ports
                  .quarantines()
                  .write(new QuarantineWrite(w.nodeName(), quarantine, w.spec(), w.status()));
          memory.lastStatusWrite = observed.now();
        }
        // All of them with the first.
        case Step.WriteEvent _, Step.WriteEvents _ -> statuses.run();
        case Step.Announce announce -> ports.announcer().announce(announce.announcement());
        case Step.Evict evict -> evict(evict, memory);
        case Step.LetGo _ -> {
          QuarantineView going = present(quarantine, observed);
          memory.left = LeftLedger.of(going);
          ports.quarantines().letGo(going);
        }
        case Step.DeleteQuarantine _ -> ports.quarantines().delete(present(quarantine, observed));
      }
    }
    ApiException unwritten = statuses.failure();
    if (unwritten != null) {
      throw unwritten;
    }
    return statuses.upTo();
  }

  static void requireLeadership(Ports ports) {
    if (!ports.leadership().isLeader()) {
      throw new ApiException(
          ApiException.Kind.BUSY, "this replica is no longer the leader", null, null);
    }
  }

  /// Until the answer is here the Node may be as it was or as it was to be; a refusal to take the
  /// request on at all leaves no doubt.
  private static void writeNode(NodeMemory memory, Runnable write) {
    memory.nodeInDoubt = true;
    try {
      write.run();
      memory.nodeInDoubt = false;
    } catch (ApiException failure) {
      memory.nodeInDoubt = failure.kind() != ApiException.Kind.BUSY;
      throw failure;
    }
  }

  /// The `NodeQuarantine` asks for what it asked for when the plan was made: nobody made, changed
  /// or deleted it meanwhile.
  private boolean isStill(String nodeName, @Nullable QuarantineView basis) {
    QuarantineView now = ports.quarantines().get(nodeName);
    if (now == null || basis == null) {
      return now == null && basis == null;
    }
    return now.uid().equals(basis.uid()) && now.generation() == basis.generation();
  }

  private static QuarantineView present(
      @Nullable QuarantineView quarantine, QuarantineObserved observed) {
    if (quarantine == null) {
      throw new IllegalStateException("no NodeQuarantine of " + observed.nodeName());
    }
    return quarantine;
  }

  private void evict(Step.Evict evict, NodeMemory memory) {
    PodView pod = evict.pod();
    PodEvictions evictions = memory.evictions;
    evictions.waits(pod.uid(), evict.session(), ports.clock().instant());
    ports
        .evictions()
        .evict(
            pod,
            () -> isStillWanted(pod, evict.session(), evictions),
            result -> {
              evictions.answered(pod.uid(), result, ports.clock().instant());
              ports.looks().request(pod.nodeName());
            });
  }

  /// Asked just before the call. A pod that is not evicted after all may be asked for again, should
  /// the session go on.
  private boolean isStillWanted(PodView pod, String session, PodEvictions evictions) {
    if (evictions.isAwaited(pod.uid(), session) && isRunning(pod.nodeName(), session)) {
      evictions.asked(pod.uid());
      return true;
    }
    evictions.dropped(pod.uid(), session);
    return false;
  }

  /// The node is still in this session, nobody undid it or froze it, and this replica still leads.
  private boolean isRunning(String nodeName, String session) {
    NodeView node = ports.nodes().get(nodeName);
    QuarantineView quarantine = ports.quarantines().get(nodeName);
    if (node == null || node.isOnHold() || !ports.leadership().isLeader()) {
      return false;
    }
    // A deletion that was dealt with before the session began is not about the session.
    if (quarantine == null || quarantine.deleting() && !PersonRequest.hasEnded(quarantine)) {
      return false;
    }
    Optional<NodeRecord> record =
        NodeRecordCodec.read(node.annotations().get(NodeMarks.RECORD_ANNOTATION));
    return record.isPresent()
        && record.get().session().equals(session)
        && ManualOverride.detect(node, record.get()).isEmpty();
  }
}
