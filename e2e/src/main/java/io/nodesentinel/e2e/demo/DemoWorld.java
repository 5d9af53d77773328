package io.nodesentinel.e2e.demo;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.nodesentinel.crds.Entity;
import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.NodeQuarantine;
import io.nodesentinel.crds.ProcessingStrategy;
import io.nodesentinel.crds.RecommendedAction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The cluster of the story, and what monitors and people do in it.
final class DemoWorld {
  private static final String APP = "web";
  private static final String NAMESPACE = "default";

  private final KubernetesClient admin;

  DemoWorld(KubernetesClient admin) {
    this.admin = admin;
  }

  /// A service with a disruption budget, whose pods take a moment to start and to end.
  void deploy(int replicas, int maxUnavailable) {
    Deployment web =
        new DeploymentBuilder()
            .withNewMetadata()
            .withName(APP)
            .withNamespace(NAMESPACE)
            .endMetadata()
            .withNewSpec()
            .withReplicas(replicas)
            .withNewSelector()
            .addToMatchLabels("app", APP)
            .endSelector()
            .withNewTemplate()
            .withNewMetadata()
            .addToLabels("app", APP)
            .addToAnnotations("nodesentinel.io/test-ready-after", "700ms")
            .addToAnnotations("nodesentinel.io/test-terminate-after", "400ms")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("c")
            .withImage("example.invalid/web:1")
            .withNewResources()
            .addToRequests("cpu", new Quantity("8"))
            .endResources()
            .endContainer()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();
    admin.resource(web).create();
    admin
        .resource(
            new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .withName(APP)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .withNewMaxUnavailable(maxUnavailable)
                .withNewSelector()
                .addToMatchLabels("app", APP)
                .endSelector()
                .endSpec()
                .build())
        .create();
    admin
        .apps()
        .deployments()
        .inNamespace(NAMESPACE)
        .withName(APP)
        .waitUntilCondition(
            d ->
                d != null
                    && d.getStatus() != null
                    && d.getStatus().getReadyReplicas() != null
                    && d.getStatus().getReadyReplicas() == replicas,
            60,
            TimeUnit.SECONDS);
  }

  /// A monitor reports.
  String report(String name, String node, boolean healthy, ProcessingStrategy strategy) {
    HealthEvent event = new HealthEvent();
    event.setMetadata(new ObjectMetaBuilder().withName(name).build());
    event.setSpec(
        new HealthEventSpec(
            node,
            "gpu-monitor",
            "GPU",
            "GpuXidError",
            1,
            healthy,
            !healthy,
            healthy ? "GPU 0 answers again" : "XID 79: GPU 0 has fallen off the bus",
            healthy ? RecommendedAction.NONE : RecommendedAction.RESTART_BM,
            "",
            healthy ? List.of() : List.of("79"),
            List.of(new Entity("GPU", "0")),
            Map.of(),
            Instant.now(),
            null,
            null,
            strategy));
    admin.resource(event).create();
    return name;
  }

  /// What `kubectl uncordon` sends, under kubectl's name.
  void uncordon(String node) {
    admin
        .nodes()
        .withName(node)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.STRATEGIC_MERGE)
                .withFieldManager("kubectl")
                .build(),
            "{\"spec\":{\"unschedulable\":null}}");
  }

  /// The node with the most pods of the service.
  String busiestNode(List<String> not) {
    Map<String, Long> pods =
        admin.pods().inNamespace(NAMESPACE).withLabel("app", APP).list().getItems().stream()
            .map(p -> p.getSpec().getNodeName())
            .filter(n -> n != null && !not.contains(n))
            .collect(Collectors.groupingBy(n -> n, Collectors.counting()));
    return pods.entrySet().stream()
        .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .orElseThrow(() -> new IllegalStateException("no pod is scheduled"))
        .getKey();
  }

  long podsOn(String node) {
    return admin
        .pods()
        .inNamespace(NAMESPACE)
        .withLabel("app", APP)
        .withField("spec.nodeName", node)
        .list()
        .getItems()
        .stream()
        .filter(p -> p.getMetadata().getDeletionTimestamp() == null)
        .count();
  }

  Node node(String name) {
    return admin.nodes().withName(name).get();
  }

  @Nullable NodeQuarantine quarantine(String node) {
    return admin.resources(NodeQuarantine.class).withName(node).get();
  }

  Node awaitNode(String name, Predicate<Node> condition, int seconds) {
    return admin
        .nodes()
        .withName(name)
        .waitUntilCondition(n -> n != null && condition.test(n), seconds, TimeUnit.SECONDS);
  }

  NodeQuarantine awaitQuarantine(String name, Predicate<NodeQuarantine> condition, int seconds) {
    return admin
        .resources(NodeQuarantine.class)
        .withName(name)
        .waitUntilCondition(
            q -> q != null && q.getStatus() != null && condition.test(q),
            seconds,
            TimeUnit.SECONDS);
  }

  HealthEvent awaitEvent(String name, Predicate<HealthEvent> condition, int seconds) {
    return admin
        .resources(HealthEvent.class)
        .withName(name)
        .waitUntilCondition(
            e -> e != null && e.getStatus() != null && condition.test(e),
            seconds,
            TimeUnit.SECONDS);
  }
}
