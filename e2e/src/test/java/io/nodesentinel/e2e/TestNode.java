package io.nodesentinel.e2e;

import static io.nodesentinel.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.nodesentinel.crds.Fault;
import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.crds.HistoryEntry;
import io.nodesentinel.crds.NodeQuarantine;
import io.nodesentinel.crds.NodeQuarantineStatus;
import io.nodesentinel.crds.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.awaitility.core.ThrowingRunnable;

/// A fake node, what a person and a monitor do about it, and how it stands.
final class TestNode {
  /// The annotation with which a fake node is given the identity of a machine.
  static final String MACHINE = "nodesentinel.io/test-system-uuid";

  private static final int EDIT_TRIES = 20;

  private final Scene scene;
  private final String name;
  private final AtomicInteger pods = new AtomicInteger();

  TestNode(Scene scene, String name) {
    this.scene = scene;
    this.name = name;
  }

  String name() {
    return name;
  }

  private KubernetesClient admin() {
    return scene.admin();
  }

  /// Makes the Node object, and waits until it is ready. As with a real kubelet, the identity of
  /// the machine is there from the first moment.
  void create(Map<String, String> annotations) {
    Node node =
        new NodeBuilder()
            .withNewMetadata()
            .withName(name)
            .addToLabels("type", "kwok")
            .addToLabels("kubernetes.io/hostname", hostname())
            .addToLabels(Scene.LABEL, scene.name())
            .addToAnnotations(annotations)
            .endMetadata()
            .withNewStatus()
            .withNewNodeInfo()
            .withSystemUUID(annotations.getOrDefault(MACHINE, ""))
            .endNodeInfo()
            .endStatus()
            .build();
    admin().resource(node).create();
    eventually(
        "node " + name + " to be ready",
        () -> String.valueOf(get()),
        () -> assertThat(isReady(get())).isTrue());
  }

  /// A label's value has at most 63 characters.
  private String hostname() {
    return name.length() <= 63 ? name : name.substring(0, 60);
  }

  private static boolean isReady(Node node) {
    return node.getStatus() != null
        && node.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"))
        && node.getSpec().getTaints().stream()
            .noneMatch(t -> t.getKey().equals("node.kubernetes.io/not-ready"));
  }

  Node get() {
    return Objects.requireNonNull(admin().nodes().withName(name).get(), name);
  }

  NodeState state() {
    return NodeState.of(get());
  }

  /// The ownership record as it stands on the node.
  String ownershipRecord() {
    return Objects.requireNonNull(
        get().getMetadata().getAnnotations().get(NodeState.RECORD), "no record on " + name);
  }

  void delete() {
    admin().nodes().withName(name).delete();
  }

  // What a monitor does.

  String report(Report report) {
    return scene.report(name, report);
  }

  /// The event is named after the node.
  String reportAs(String suffix, Report report) {
    return scene.report(name + "-" + suffix, name, report);
  }

  // What a person does, as kubectl does it.

  void cordon() {
    patch("{\"spec\":{\"unschedulable\":true}}");
  }

  void uncordon() {
    patch("{\"spec\":{\"unschedulable\":null}}");
  }

  void label(String key, String value) {
    patch("{\"metadata\":{\"labels\":{\"%s\":\"%s\"}}}".formatted(key, value));
  }

  void unlabel(String key) {
    patch("{\"metadata\":{\"labels\":{\"%s\":null}}}".formatted(key));
  }

  void annotate(String key, String value) {
    patch(
        "{\"metadata\":{\"annotations\":%s}}"
            .formatted(admin().getKubernetesSerialization().asJson(Map.of(key, value))));
  }

  void unannotate(String key) {
    patch("{\"metadata\":{\"annotations\":{\"%s\":null}}}".formatted(key));
  }

  private void patch(String body) {
    admin()
        .nodes()
        .withName(name)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.STRATEGIC_MERGE)
                .withFieldManager("kubectl")
                .build(),
            body);
  }

  void taint(String key, String value, String effect) {
    edit(taints -> {
      List<Taint> more = new ArrayList<>(taints);
      more.add(new Taint(effect, key, null, value));
      return more;
    });
  }

  void untaint(String key) {
    edit(taints -> taints.stream().filter(t -> !t.getKey().equals(key)).toList());
  }

  /// The list of taints is one value to the API server; who changes it must not undo what another
  /// did meanwhile.
  private void edit(UnaryOperator<List<Taint>> change) {
    for (int i = 1; ; i++) {
      Node node = get();
      List<Taint> taints = change.apply(node.getSpec().getTaints());
      try {
        patch(
            "{\"metadata\":{\"resourceVersion\":\"%s\"},\"spec\":{\"taints\":%s}}"
                .formatted(
                    node.getMetadata().getResourceVersion(),
                    admin().getKubernetesSerialization().asJson(taints)));
        return;
      } catch (KubernetesClientException e) {
        if (e.getCode() != 409 || i == EDIT_TRIES) {
          throw e;
        }
      }
    }
  }

  /// Another actor says something of the node in its conditions.
  void say(String type, String status, String reason) {
    admin()
        .nodes()
        .withName(name)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.STRATEGIC_MERGE),
            "{\"status\":{\"conditions\":[{\"type\":\"%s\",\"status\":\"%s\",\"reason\":\"%s\"}]}}"
                .formatted(type, status, reason));
  }

  /// What the node's own conditions say of a drain, as `type=status reason`.
  SortedSet<String> drainConditions() {
    return get().getStatus().getConditions().stream()
        .filter(c -> c.getType().equals("DrainInProgress") || c.getType().equals("Drained"))
        .map(c -> c.getType() + "=" + c.getStatus() + " " + c.getReason())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  void deleteQuarantine() {
    admin().resources(NodeQuarantine.class).withName(name).delete();
  }

  /// As if the last change of its NodeQuarantine had been so long ago.
  void ageQuarantine(Duration time) {
    admin()
        .resources(NodeQuarantine.class)
        .withName(name)
        .editStatus(quarantine -> {
          quarantine.setStatus(aged(quarantine.getStatus(), time));
          return quarantine;
        });
  }

  private static NodeQuarantineStatus aged(NodeQuarantineStatus status, Duration time) {
    return status.withHistory(
        status.history().stream()
            .map(h ->
                new HistoryEntry(
                    h.at().minus(time), h.phase(), h.reason(), h.message(), h.session()))
            .toList());
  }

  // Pods.

  /// A pod on this node.
  ///
  /// @param annotations such as how long it takes to go
  Pod pod(Map<String, String> labels, Map<String, String> annotations) {
    return pod(TestNode.named(podName()).withLabels(labels).withAnnotations(annotations).build());
  }

  /// A pod that terminates, once it is told to, until [#letGo].
  Pod podThatIsHeld() {
    return pod(TestNode.named(podName()).withFinalizers("example.com/held").build());
  }

  void letGo(Pod held) {
    admin()
        .pods()
        .inNamespace("default")
        .withName(held.getMetadata().getName())
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":null}}");
  }

  private String podName() {
    return name + "-pod-" + pods.incrementAndGet();
  }

  private Pod pod(ObjectMeta metadata) {
    Pod pod =
        new PodBuilder()
            .withMetadata(metadata)
            .withNewSpec()
            .withNodeName(name)
            .withTerminationGracePeriodSeconds(0L)
            .addNewContainer()
            .withName("main")
            .withImage("example.invalid/main")
            .endContainer()
            .endSpec()
            .build();
    Pod made = admin().resource(pod).create();
    eventually(
        "pod " + made.getMetadata().getName() + " to run",
        () -> String.valueOf(pods()),
        () -> assertThat(admin().resource(made).get().getStatus().getPhase()).isEqualTo("Running"));
    return made;
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

  void deletePods() {
    admin()
        .pods()
        .inNamespace("default")
        .withField("spec.nodeName", name)
        .withGracePeriod(0)
        .delete();
  }

  // How it stands.

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
        .map(TestNode::text)
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
    text.append("  pods ").append(podList().stream().map(TestNode::text).toList()).append('\n');
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

  static ObjectMetaBuilder named(String objectName) {
    return new ObjectMetaBuilder().withName(objectName).withNamespace("default");
  }
}
