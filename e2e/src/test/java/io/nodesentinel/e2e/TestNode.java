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
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.nodesentinel.crds.HistoryEntry;
import io.nodesentinel.crds.NodeQuarantine;
import io.nodesentinel.crds.NodeQuarantineStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/// A fake node, and what a person, a monitor and a controller of pods do about it.
final class TestNode extends ObservedNode {
  /// The annotation with which a fake node is given the identity of a machine.
  static final String MACHINE = "nodesentinel.io/test-system-uuid";

  private static final int EDIT_TRIES = 20;

  private final Scene scene;
  private final String name;
  private final AtomicInteger pods = new AtomicInteger();

  TestNode(Scene scene, String name) {
    super(scene.admin(), name);
    this.scene = scene;
    this.name = name;
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

  void deletePods() {
    admin()
        .pods()
        .inNamespace("default")
        .withField("spec.nodeName", name)
        .withGracePeriod(0)
        .delete();
  }

  static ObjectMetaBuilder named(String objectName) {
    return new ObjectMetaBuilder().withName(objectName).withNamespace("default");
  }
}
