package io.nodesentinel.e2e;

import static io.nodesentinel.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.crds.NodeQuarantine;
import io.nodesentinel.crds.QuarantinePolicy;
import io.nodesentinel.crds.StatusCondition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// The part of the cluster that one test class has for itself: nodes and policies of its own. Its
/// policies select only its nodes. What it made is gone when it is closed.
final class Scene implements AutoCloseable {
  /// On each node of a scene; its value is the scene.
  static final String LABEL = "nodesentinel.test/scene";

  /// What [#fatalPolicy] puts on a node.
  static final String FATAL_TAINT = "example.com/fatal=true:NoSchedule";

  private final Cluster cluster;
  private final String name;
  private final AtomicInteger numbers = new AtomicInteger();
  private final ConcurrentLinkedQueue<TestNode> nodes = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> policies = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();

  private Scene(Cluster cluster, String name) {
    this.cluster = cluster;
    this.name = name;
  }

  /// @param name of at most 20 letters; begins the name of everything that is made here
  static Scene open(Cluster cluster, String name) {
    cluster.controlPlane();
    return new Scene(cluster, name);
  }

  /// The same in a cluster that is not ours, but in which a kwok plays the kubelets of nodes.
  static Scene openWhereKwokIs(Cluster cluster, String name) {
    return new Scene(cluster, name);
  }

  String name() {
    return name;
  }

  Cluster cluster() {
    return cluster;
  }

  KubernetesClient admin() {
    return cluster.admin();
  }

  /// A new ready node, and nothing on it.
  TestNode node() {
    return node(Map.of());
  }

  /// A new ready node with annotations.
  TestNode node(Map<String, String> annotations) {
    TestNode node = new TestNode(this, name + "-" + numbers.incrementAndGet());
    nodes.add(node);
    node.create(annotations);
    return node;
  }

  /// A new ready node of this name.
  TestNode nodeNamed(String nodeName) {
    TestNode node = new TestNode(this, nodeName);
    nodes.add(node);
    node.create(Map.of());
    return node;
  }

  /// The name of something that nobody made yet.
  String nextName() {
    return name + "-" + numbers.incrementAndGet();
  }

  /// Reports something about a node, which need not exist.
  ///
  /// @return the name of the event
  String report(String nodeName, Report report) {
    return report(name + "-event-" + numbers.incrementAndGet(), nodeName, report);
  }

  /// The same, with an event of this name.
  String report(String eventName, String nodeName, Report report) {
    HealthEvent event = new HealthEvent();
    event.setMetadata(new ObjectMetaBuilder().withName(eventName).build());
    event.setSpec(report.about(nodeName));
    events.add(eventName);
    admin().resource(event).create();
    return eventName;
  }

  HealthEvent event(String eventName) {
    return Objects.requireNonNull(
        admin().resources(HealthEvent.class).withName(eventName).get(), eventName);
  }

  /// The reason that the event's condition Evaluated gives; empty until there is one.
  String evaluation(String eventName) {
    HealthEvent event = event(eventName);
    return event.getStatus() == null
        ? ""
        : event.getStatus().conditions().stream()
            .filter(c -> c.type().equals("Evaluated"))
            .map(StatusCondition::reason)
            .findAny()
            .orElse("");
  }

  /// Waits until the event says what came of it.
  void awaitEvaluation(String eventName, String reason) {
    eventually(
        "event " + eventName + " to say " + reason,
        () -> String.valueOf(event(eventName)),
        () -> assertThat(evaluation(eventName)).isEqualTo(reason));
  }

  /// Waits until the API server, whose times are whole seconds, gives another time than before.
  void awaitNextSecond() {
    Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    eventually(
        "the clock to go on",
        () -> "it is " + Instant.now(),
        () -> assertThat(Instant.now().truncatedTo(ChronoUnit.SECONDS)).isAfter(before));
  }

  /// Fatal events cordon and taint, by this policy.
  String fatalPolicy() {
    return policy(
        "fatal",
        """
        match: {all: [{kind: HealthEvent, expression: "event.isFatal && !event.isHealthy"}]}
        taints: [{key: example.com/fatal, value: "true", effect: NoSchedule}]
        """);
  }

  /// The same, and the pods have to leave.
  String drainPolicy() {
    return policy(
        "drain",
        """
        mode: Drain
        match: {all: [{kind: HealthEvent, expression: "event.isFatal && !event.isHealthy"}]}
        taints: [{key: example.com/fatal, value: "true", effect: NoSchedule}]
        """);
  }

  /// Makes or changes a policy for the nodes of this scene.
  ///
  /// @param spec YAML, without a node selector
  /// @return its name
  String policy(String suffix, String spec) {
    String policyName = name + "-" + suffix;
    Map<String, Object> wanted = new LinkedHashMap<>();
    wanted.put("nodeSelector", Map.of("matchLabels", Map.of(LABEL, name)));
    wanted.putAll(yaml(spec));
    GenericKubernetesResource policy = new GenericKubernetesResource();
    policy.setApiVersion("nodesentinel.io/v1alpha1");
    policy.setKind("QuarantinePolicy");
    policy.setMetadata(new ObjectMetaBuilder().withName(policyName).build());
    policy.setAdditionalProperty("spec", wanted);
    if (!policies.contains(policyName)) {
      policies.add(policyName);
    }
    admin().resource(policy).fieldManager("kubectl").forceConflicts().serverSideApply();
    return policyName;
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> yaml(String text) {
    return admin().getKubernetesSerialization().unmarshal(text, Map.class);
  }

  QuarantinePolicy policy(String policyName) {
    return Objects.requireNonNull(
        admin().resources(QuarantinePolicy.class).withName(policyName).get(), policyName);
  }

  void deletePolicy(String policyName) {
    admin().resources(QuarantinePolicy.class).withName(policyName).delete();
  }

  /// The condition Valid of the present version, once there is one.
  StatusCondition awaitJudged(String policyName) {
    eventually(
        "policy " + policyName + " to be judged",
        () -> String.valueOf(policy(policyName)),
        () -> assertThat(judgement(policyName)).isPresent());
    return judgement(policyName).orElseThrow();
  }

  private Optional<StatusCondition> judgement(String policyName) {
    QuarantinePolicy policy = policy(policyName);
    Long generation = policy.getMetadata().getGeneration();
    return policy.getStatus() == null || !generation.equals(policy.getStatus().observedGeneration())
        ? Optional.empty()
        : policy.getStatus().conditions().stream().filter(c -> c.type().equals("Valid")).findAny();
  }

  /// A NodeQuarantine as a person writes it with kubectl apply.
  ///
  /// @param spec YAML, without the node's name
  void personQuarantine(String nodeName, String spec) {
    Map<String, Object> wanted = new LinkedHashMap<>();
    wanted.put("nodeName", nodeName);
    wanted.putAll(yaml(spec));
    GenericKubernetesResource quarantine = new GenericKubernetesResource();
    quarantine.setApiVersion("nodesentinel.io/v1alpha1");
    quarantine.setKind("NodeQuarantine");
    quarantine.setMetadata(new ObjectMetaBuilder().withName(nodeName).build());
    quarantine.setAdditionalProperty("spec", wanted);
    admin().resource(quarantine).fieldManager("kubectl").forceConflicts().serverSideApply();
  }

  @Override
  public void close() {
    for (String policy : policies) {
      deletePolicy(policy);
    }
    for (String event : events) {
      admin().resources(HealthEvent.class).withName(event).delete();
    }
    removeNodes();
  }

  /// Takes all nodes away, and what is known of them.
  void removeNodes() {
    for (TestNode node : nodes) {
      node.deletePods();
      node.delete();
      dropQuarantine(node.name());
    }
    nodes.clear();
  }

  /// The operator may be down already, so nobody takes its finalizer off.
  private void dropQuarantine(String nodeName) {
    var quarantine = admin().resources(NodeQuarantine.class).withName(nodeName);
    try {
      if (quarantine.get() != null) {
        quarantine.delete();
        quarantine.patch(
            PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":null}}");
      }
    } catch (KubernetesClientException e) {
      // Gone meanwhile.
      if (e.getCode() != 404) {
        throw e;
      }
    }
  }

  List<TestNode> nodes() {
    return List.copyOf(nodes);
  }
}
