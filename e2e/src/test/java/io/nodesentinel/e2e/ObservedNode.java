package io.nodesentinel.e2e;

import static io.nodesentinel.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nodesentinel.crds.Fault;
import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.crds.NodeQuarantine;
import io.nodesentinel.crds.NodeQuarantineStatus;
import io.nodesentinel.crds.Phase;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.awaitility.core.ThrowingRunnable;

/// How a node stands, and what is awaited of it.
abstract class ObservedNode {
  private final KubernetesClient admin;
  private final String name;

  ObservedNode(KubernetesClient admin, String name) {
    this.admin = admin;
    this.name = name;
  }

  String name() {
    return name;
  }

  final KubernetesClient admin() {
    return admin;
  }

  Node get() {
    return Objects.requireNonNull(admin().nodes().withName(name).get(), name);
  }

  NodeState state() {
    return NodeState.of(get());
  }

  /// When the operator saw that a person had released the node, by the operator's clock.
  Instant releasedAt() {
    String mark =
        Objects.requireNonNull(
            get().getMetadata().getAnnotations().get(NodeState.RELEASED_MANUALLY),
            "nobody released the node");
    return Instant.parse(mark.substring(mark.indexOf(' ') + 1));
  }

  /// The ownership record as it stands on the node.
  String ownershipRecord() {
    return Objects.requireNonNull(
        get().getMetadata().getAnnotations().get(NodeState.RECORD), "no record on " + name);
  }

  /// What the node's own conditions say of a drain, as `type=status reason`.
  SortedSet<String> drainConditions() {
    return get().getStatus().getConditions().stream()
        .filter(c -> c.getType().equals("DrainInProgress") || c.getType().equals("Drained"))
        .map(c -> c.getType() + "=" + c.getStatus() + " " + c.getReason())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// The names of the pods on it that no one has begun to remove.
  SortedSet<String> pods() {
    return podList().stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .map(pod -> pod.getMetadata().getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  List<Pod> podList() {
    return admin().pods().inNamespace("default").withField("spec.nodeName", name).list().getItems();
  }

  Optional<NodeQuarantine> quarantine() {
    return Optional.ofNullable(admin().resources(NodeQuarantine.class).withName(name).get());
  }

  NodeQuarantineStatus status() {
    return quarantine().map(NodeQuarantine::getStatus).orElseGet(NodeQuarantineStatus::empty);
  }

  Optional<Phase> phase() {
    return Optional.ofNullable(status().phase());
  }

  /// The ledger, as `check/entity: state`.
  SortedSet<String> ledger() {
    return status().faults().stream()
        .map(ObservedNode::text)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String text(Fault fault) {
    return fault.key().checkName() + "/" + fault.key().entityValue() + ": " + fault.state();
  }

  /// The reasons of the Kubernetes events on it that are ours.
  List<String> announced() {
    return announcements().stream().map(Event::getReason).toList();
  }

  List<Event> announcements() {
    return admin()
        .events()
        .v1()
        .events()
        .inNamespace("default")
        .withField("regarding.name", name)
        .list()
        .getItems()
        .stream()
        .filter(e -> "nodesentinel.io/operator".equals(e.getReportingController()))
        .toList();
  }

  // Waiting.

  void eventuallyIs(String expected, ThrowingRunnable assertion) {
    eventually("node " + name + " " + expected, this::describe, assertion);
  }

  void awaitPhase(Phase phase) {
    eventuallyIs("to be " + phase, () -> assertThat(phase()).contains(phase));
  }

  /// The session is complete: the Node carries it and the NodeQuarantine says so.
  void awaitQuarantined() {
    eventuallyIs(
        "to be quarantined",
        () -> {
          assertThat(state().isInSession()).isTrue();
          assertThat(phase()).contains(Phase.Quarantined);
        });
  }

  /// As it was made, and the NodeQuarantine says that it recovered.
  void awaitReleased() {
    eventuallyIs(
        "to be released",
        () -> {
          assertThat(state()).isEqualTo(NodeState.untouched());
          assertThat(phase()).contains(Phase.Released);
        });
  }

  /// Nothing of ours on it but the mark of the manual release, and the NodeQuarantine says so.
  void awaitCancelled() {
    eventuallyIs(
        "to be released by a person",
        () -> {
          assertThat(phase()).contains(Phase.Cancelled);
          assertThat(state().isInSession()).isFalse();
          assertThat(state().annotations()).contains(NodeState.RELEASED_MANUALLY);
        });
  }

  /// Nothing of a session is on it, and it takes work.
  void assertFree() {
    NodeState state = state();
    assertThat(state.cordoned()).isFalse();
    assertThat(state.taints()).isEmpty();
    assertThat(state.labels()).isEmpty();
    assertThat(state.isInSession()).isFalse();
  }

  void awaitLedger(String... faults) {
    eventuallyIs(
        "to have the faults " + List.of(faults),
        () -> assertThat(ledger()).containsExactlyInAnyOrder(faults));
  }

  void awaitAnnounced(String reason) {
    eventuallyIs("to have the event " + reason, () -> assertThat(announced()).contains(reason));
  }

  /// Everything that is known of it, for a failure message.
  String describe() {
    Node node = admin().nodes().withName(name).get();
    StringBuilder text = new StringBuilder("there is: ");
    text.append(node == null ? "no such node" : NodeState.of(node)).append('\n');
    if (node != null) {
      text.append("  annotations ").append(node.getMetadata().getAnnotations()).append('\n');
    }
    quarantine()
        .ifPresentOrElse(
            q ->
                text.append("  NodeQuarantine ")
                    .append(q.getMetadata())
                    .append("\n    ")
                    .append(q.getSpec())
                    .append("\n    ")
                    .append(q.getStatus())
                    .append('\n'),
            () -> text.append("  no NodeQuarantine\n"));
    for (HealthEvent event :
        admin().resources(HealthEvent.class).withField("spec.nodeName", name).list().getItems()) {
      text.append("  event ")
          .append(event.getMetadata().getName())
          .append(' ')
          .append(event.getStatus())
          .append('\n');
    }
    text.append("  pods ").append(podList().stream().map(ObservedNode::text).toList()).append('\n');
    text.append("  announced ").append(announced());
    return text.toString();
  }

  private static String text(Pod pod) {
    return pod.getMetadata().getName()
        + (pod.getMetadata().getDeletionTimestamp() == null ? "" : " (terminating)");
  }

  @Override
  public String toString() {
    return name;
  }
}
