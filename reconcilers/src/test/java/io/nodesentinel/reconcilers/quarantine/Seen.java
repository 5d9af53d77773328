package io.nodesentinel.reconcilers.quarantine;

import static io.nodesentinel.reconcilers.testing.Given.policy;

import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.Mode;
import io.nodesentinel.crds.NodeQuarantineSpec;
import io.nodesentinel.crds.NodeQuarantineStatus;
import io.nodesentinel.datastore.EventRef;
import io.nodesentinel.datastore.StatusChange;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.reconcilers.node.NodeCondition;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.node.NodePatch;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.node.Taint;
import io.nodesentinel.reconcilers.policy.PolicySet;
import io.nodesentinel.reconcilers.port.PodView;
import io.nodesentinel.reconcilers.port.QuarantineView;
import io.nodesentinel.reconcilers.port.QuarantineWrite;
import io.nodesentinel.reconcilers.quarantine.QuarantineObserved.DrainFacts;
import io.nodesentinel.reconcilers.quarantine.QuarantineObserved.Slot;
import io.nodesentinel.reconcilers.testing.Given;
import io.nodesentinel.reconcilers.testing.Ledgers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What the planner sees of one node, in the making: values that tests change, and that become what
/// they would be if every step of a plan went well. No server: no versions, no conflicts.
final class Seen {
  static final String N = "gpu-7";

  private static final int MOST_PLANS = 12;
  private static final PolicySet POLICIES =
      Ledgers.policies(
          Map.of(
              "gpu",
              policy("GPU")
                  .mode(Mode.Drain)
                  .taint("example.com/gpu", "broken")
                  .label("example.com/sick", "gpu"),
              "disk",
              policy("DISK").taint("example.com/disk", "full")));

  Instant now = Given.NOW;
  @Nullable NodeView node = Ledgers.node(Map.of());
  @Nullable QuarantineView quarantine;
  final List<StoredEvent> events = new ArrayList<>();
  List<PodView> pods =
      List.of(Given.pod(N, "job-1", "pod-1", false), Given.pod(N, "job-2", "pod-2", false));
  @Nullable Instant lastStatusWrite;
  private boolean storeDown;
  private boolean complete = true;
  private final Set<String> unread = new HashSet<>();
  private int nodes;

  // What there is to plan.

  /// @param live the pods were read from the API server just now
  QuarantineObserved observed(Slot slot, boolean live) {
    return new QuarantineObserved(
        now,
        N,
        node,
        quarantine,
        events.stream().filter(e -> !unread.contains(e.ref().id())).toList(),
        unread.isEmpty() && complete,
        -1,
        true,
        POLICIES,
        slot,
        new DrainFacts(pods, live ? pods : null, Map.of()),
        "s-" + now.toEpochMilli(),
        lastStatusWrite,
        null);
  }

  QuarantinePlan plan() {
    return QuarantinePlanner.plan(observed(Slot.GRANTED, true));
  }

  NodeView node() {
    return Objects.requireNonNull(node);
  }

  NodeQuarantineStatus status() {
    return quarantine == null ? NodeQuarantineStatus.empty() : quarantine.status();
  }

  // What happens.

  void pass(Duration time) {
    now = now.plus(time);
  }

  /// Something happens, and everything that is planned then goes well.
  void happen(Runnable change) {
    pass(Duration.ofSeconds(2));
    change.run();
    settle();
    pass(Duration.ofSeconds(2));
  }

  void report(Given.Report report) {
    int n = events.size() + 1;
    events.add(
        new StoredEvent(
            new EventRef("e" + n, "1"),
            n,
            now.truncatedTo(ChronoUnit.SECONDS),
            report.at(now).spec(),
            HealthEventStatus.empty()));
  }

  /// A source of events cannot be read; what was read is in memory.
  void incomplete() {
    complete = false;
  }

  /// So many of the first events were not read, as when a process starts without the store.
  void unread(int first) {
    complete = false;
    events.stream().limit(first).forEach(e -> unread.add(e.ref().id()));
  }

  /// Everything can be read again.
  void complete() {
    complete = true;
    unread.clear();
  }

  /// While it is down no event is told anything.
  void storeDown(boolean down) {
    storeDown = down;
  }

  /// Another Node object under the name.
  void addNode(String machine) {
    NodeView n = Ledgers.node(Map.of());
    node =
        new NodeView(
            N,
            "uid-" + ++nodes,
            machine,
            "1",
            now,
            n.labels(),
            n.annotations(),
            false,
            Set.of(),
            List.of(),
            List.of(),
            true);
  }

  void cordon() {
    cordoned(true, Set.of("kubectl-cordon"));
  }

  void uncordon() {
    cordoned(false, Set.of());
  }

  private void cordoned(boolean cordoned, Set<String> by) {
    NodeView n = node();
    node = Given.changed(n, n.labels(), n.annotations(), cordoned, by, n.taints());
  }

  void taints(Taint... taints) {
    NodeView n = node();
    node =
        Given.changed(
            n, n.labels(), n.annotations(), n.unschedulable(), n.cordonOwners(), List.of(taints));
  }

  /// Null takes it off.
  void label(String key, @Nullable String value) {
    marked(Map.of(key, Optional.ofNullable(value)), Map.of());
  }

  /// Null takes it off.
  void annotate(String key, @Nullable String value) {
    marked(Map.of(), Map.of(key, Optional.ofNullable(value)));
  }

  private void marked(
      Map<String, Optional<String>> labels, Map<String, Optional<String>> annotations) {
    NodeView n = node();
    node =
        Given.changed(
            n,
            merged(n.labels(), labels),
            merged(n.annotations(), annotations),
            n.unschedulable(),
            n.cordonOwners(),
            n.taints());
  }

  /// A person makes a `NodeQuarantine`, or edits it into that.
  void request(NodeQuarantineSpec spec) {
    QuarantineView q = quarantine;
    quarantine =
        new QuarantineView(
            N,
            "nq-1",
            "1",
            q == null ? 1 : q.generation() + 1,
            spec,
            true,
            Set.of("nodeName", "reason", "requestedBy", "cordon", "drain"),
            null,
            q != null && q.finalizer(),
            status());
  }

  /// A person deletes the `NodeQuarantine`.
  void deleteQuarantine() {
    QuarantineView q = Objects.requireNonNull(quarantine);
    quarantine =
        new QuarantineView(
            N,
            q.uid(),
            q.resourceVersion(),
            q.generation() + 1,
            q.spec(),
            q.madeByPerson(),
            q.personFields(),
            now.truncatedTo(ChronoUnit.SECONDS),
            q.finalizer(),
            q.status());
  }

  /// The status becomes another one.
  void status(UnaryOperator<NodeQuarantineStatus> change) {
    QuarantineView q = Objects.requireNonNull(quarantine);
    write(new QuarantineWrite(N, q, null, change.apply(q.status())));
  }

  // What becomes of it.

  /// Plans, and lets all steps go well, until there are none.
  void settle() {
    for (int i = 0; i < MOST_PLANS; i++) {
      List<Step> steps = plan().steps().stream().filter(this::changesSomething).toList();
      if (steps.isEmpty()) {
        return;
      }
      steps.forEach(this::carriedOut);
    }
    throw new AssertionError("it does not come to rest: " + plan());
  }

  private boolean changesSomething(Step step) {
    return switch (step) {
      case Step.WriteEvent _, Step.WriteEvents _ -> !storeDown;
      case Step.Announce _, Step.StopEvictions _ -> false;
      default -> true;
    };
  }

  private void carriedOut(Step step) {
    switch (step) {
      case Step.PatchNode(NodePatch patch) -> patched(patch);
      case Step.PatchConditions(var patch) -> {
        List<NodeCondition> conditions = new ArrayList<>(node().conditions());
        conditions.removeIf(c -> patch.removed().contains(c.type()));
        patch.set().forEach(s -> conditions.removeIf(c -> c.type().equals(s.condition().type())));
        patch.set().forEach(s -> conditions.add(s.condition()));
        node = Given.withConditions(node(), conditions);
      }
      case Step.WriteQuarantine(QuarantineWrite write) -> write(write);
      case Step.WriteEvent(EventRef ref, HealthEventStatus status) -> written(ref, status);
      case Step.WriteEvents(List<StatusChange> changes) ->
          changes.forEach(c -> written(c.ref(), c.status()));
      case Step.Evict(PodView pod, String _) ->
          pods = pods.stream().filter(p -> !p.uid().equals(pod.uid())).toList();
      case Step.LetGo _, Step.DeleteQuarantine _ -> quarantine = null;
      case Step.Announce _, Step.StopEvictions _ -> {}
    }
  }

  private void written(EventRef ref, HealthEventStatus status) {
    events.replaceAll(e ->
        e.ref().equals(ref)
            ? new StoredEvent(ref, e.order(), e.createdAt(), e.event(), status)
            : e);
  }

  private void patched(NodePatch patch) {
    NodeView n = node();
    boolean cordoned = patch.unschedulable() == null ? n.unschedulable() : patch.unschedulable();
    Set<String> ours = cordoned ? Set.of(NodeMarks.FIELD_MANAGER) : Set.of();
    node =
        Given.changed(
            n,
            merged(n.labels(), patch.labels()),
            merged(n.annotations(), patch.annotations()),
            cordoned,
            cordoned == n.unschedulable() ? n.cordonOwners() : ours,
            patch.taints() == null ? n.taints() : patch.taints());
  }

  private void write(QuarantineWrite write) {
    QuarantineView q = quarantine;
    NodeQuarantineSpec spec = write.spec();
    if (q == null) {
      quarantine =
          new QuarantineView(
              N,
              "nq-1",
              "1",
              1,
              Objects.requireNonNull(spec),
              false,
              Set.of(),
              null,
              true,
              write.status());
      return;
    }
    boolean same = spec == null || spec.equals(q.spec());
    quarantine =
        new QuarantineView(
            N,
            q.uid(),
            q.resourceVersion(),
            same ? q.generation() : q.generation() + 1,
            spec == null ? q.spec() : spec,
            q.madeByPerson(),
            q.personFields(),
            q.deletedAt(),
            q.finalizer() || !q.deleting(),
            write.statusAt(same ? q.generation() : q.generation() + 1));
  }

  private static Map<String, String> merged(
      Map<String, String> present, Map<String, Optional<String>> changes) {
    Map<String, String> merged = new HashMap<>(present);
    changes.forEach(
        (key, value) -> value.ifPresentOrElse(v -> merged.put(key, v), () -> merged.remove(key)));
    return merged;
  }
}
