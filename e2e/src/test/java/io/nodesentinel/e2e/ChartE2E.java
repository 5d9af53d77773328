package io.nodesentinel.e2e;

import static io.nodesentinel.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.crds.NodeQuarantine;
import io.nodesentinel.crds.Phase;
import io.nodesentinel.e2e.HelmUnderTest.Outcome;
import io.nodesentinel.e2e.controlplane.FakeNodes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/// The life of an installation, by the real helm on a real API server that enforces the pod
/// security level `restricted`: installed, at work, upgraded, uninstalled.
///
/// The kubelets are fake, so no image is run: what the Pods of the chart say (arguments,
/// environment, account) is run from source. One step stands on the one before it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ChartE2E {
  private static final String NAMESPACE = Cluster.NAMESPACE;
  private static final String CRD = "quarantinepolicies.nodesentinel.io";

  /// What an installation of a test is told.
  static final List<String> SETTINGS =
      List.of(
          "--set=operator.maxUnavailable=100%",
          "--set=operator.leaseDuration=4s",
          "--set=operator.renewDeadline=3s",
          "--set=operator.retryPeriod=1s",
          // The Pods of hooks stay until what they ask for has run.
          "--set-string=operator.podAnnotations.nodesentinel\\.io/test-complete-after=1h",
          "--set-string=operator.nodeSelector.kubernetes\\.io/os=linux",
          "--set=dashboard.enabled=true");

  private final InstallGuide guide = new InstallGuide();
  private Cluster cluster;
  private KubernetesClient admin;
  private HelmUnderTest helm;
  private String chart;
  private Scene scene;
  private @Nullable OperatorUnderTest operator;
  private TestNode ours;
  private TestNode persons;

  @BeforeAll
  void begin() {
    cluster = Cluster.startEmpty("chart");
    admin = cluster.admin();
    helm = new HelmUnderTest(cluster);
    chart = helm.packaged().toString();
    // Where the Pods of the chart are; what happens to nodes happens to those of the scene.
    FakeNodes.create(admin, 2);
    scene = Scene.open(cluster, "chart");
    ours = scene.node();
    persons = scene.node();
    admin
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(NAMESPACE)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build())
        .create();
  }

  @AfterAll
  void end() {
    stop();
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  @Order(1)
  void helmRefusesWrongValuesWithASentence() {
    assertThat(install("--set=operator.replicas=two").output())
        .contains("'/operator/replicas': got string, want integer");
    assertThat(install("--set=global.datastore.provider=postgresql").output())
        .contains("global.datastore.connection.host is empty: name it");
    assertThat(admin.apps().deployments().inNamespace(NAMESPACE).list().getItems()).isEmpty();
  }

  @Test
  @Order(2)
  void helmInstallsItWhereOnlyRestrictedPodsAreAllowed() {
    assertThatThrownBy(this::aPodThatIsNotRestricted)
        .hasMessageContaining("violates PodSecurity \"restricted:latest\"");

    Outcome outcome = install().orFail();

    assertThat(outcome.output())
        .contains("STATUS: deployed", "what it acts on: nothing, until you write one");
    assertThat(replicas()).hasSize(2);
    awaitServed();
  }

  @Test
  @Order(3)
  void aHealthEventCordonsAndDrainsANodeUnderTheRightsOfTheChart() {
    scene.drainPolicy();
    start();
    persons.cordon();
    ours.pod(Map.of(), Map.of());

    String event = ours.report(Report.fatal("XidError"));
    persons.report(Report.fatal("XidError"));

    ours.awaitPhase(Phase.Drained);
    persons.awaitPhase(Phase.Drained);
    scene.awaitEvaluation(event, "Quarantined");
    assertThat(ours.state().cordoned()).isTrue();
    assertThat(ours.state().taints()).containsExactly(Scene.FATAL_TAINT);
  }

  @Test
  @Order(4)
  void alertsAndDashboardAskForMetricsThatThereAre() {
    List<String> expressions = ChartMetrics.expressions();
    assertThat(expressions).hasSizeGreaterThan(25);
    List<String> ofObjects =
        expressions.stream().filter(e -> !e.contains("nodesentinel_datastore_")).toList();

    assertThat(ChartMetrics.missing(ofObjects, operator().answer("/metrics").body())).isEmpty();
    assertThat(ChartMetrics.missing(List.of("sum(nodesentinel_nothing)"), "")).hasSize(1);
  }

  @Test
  @Order(5)
  void peopleAndMonitorsHaveTheRightsOfTheirRoles() {
    Map<String, String> may =
        Map.of(
            "view", "get nodequarantines",
            "edit", "list healthevents",
            "admin", "create quarantinepolicies",
            "nodesentinel-reporter", "create healthevents",
            "nodesentinel-viewer", "list quarantinepolicies",
            "nodesentinel-admin", "delete nodequarantines");
    may.keySet().forEach(this::bind);
    // The built-in roles take ours in when a controller sees them.
    eventually(
        "everybody to have their rights",
        () -> String.valueOf(admin.rbac().clusterRoles().withName("admin").get()),
        () -> may.forEach((role, what) -> assertThat(allowed(role, what)).as(role).isTrue()));
    assertThat(allowed("view", "create healthevents")).isFalse();
    assertThat(allowed("edit", "create quarantinepolicies")).isFalse();
    assertThat(allowed("nodesentinel-reporter", "delete healthevents")).isFalse();
    assertThat(allowed("nodesentinel-viewer", "create nodequarantines")).isFalse();
    assertThat(allowed("nodesentinel-admin", "patch nodequarantines/status")).isFalse();
  }

  @Test
  @Order(6)
  void aSecondInstallationInTheClusterIsRefused() {
    Outcome second =
        helm.run("install", "second", chart, "--namespace=elsewhere", "--create-namespace");

    assertThat(second.exitCode()).isNotZero();
    assertThat(second.output()).contains("nodesentinel", "invalid ownership metadata");
  }

  @Test
  @Order(7)
  void anUpgradeBringsTheCrdsForwardAndLosesNoObject() {
    makeOld();
    List<String> before = names(HealthEvent.class);

    helm.runWithHook("nodesentinel-crds", guided("helm upgrade", "--set=operator.maxEvents=500"))
        .orFail();

    assertThat(spec(CRD)).contains("\"maxAge\"").doesNotContain("aFieldOfBefore");
    assertThat(replicas())
        .hasSize(2)
        .allMatch(pod -> ChartedPod.of(admin, pod).arguments().contains("--max-events=500"));
    assertThat(names(HealthEvent.class)).isEqualTo(before);
    assertThat(ours.state().cordoned()).isTrue();
    assertThat(admin.rbac().clusterRoles().withName("nodesentinel-crds").get()).isNull();
  }

  @Test
  @Order(8)
  void theUpgradedOperatorGoesOnWhereTheOldOneStopped() {
    stop();
    start();

    ours.report(Report.healthy("XidError"));

    ours.awaitReleased();
    ours.report(Report.fatal("XidError"));
    ours.awaitPhase(Phase.Drained);
  }

  @Test
  @Order(9)
  void uninstallingPutsEveryNodeBackAsItWas() {
    // The Deployment's replicas are ended by the hook; ours is the one that runs.
    stop();

    helm.runWithHook("nodesentinel-release", guided("helm uninstall")).orFail();

    assertThat(ours.state()).isEqualTo(NodeState.untouched());
    assertThat(persons.state().cordoned()).as("a person's cordon stays").isTrue();
    assertThat(persons.state().taints()).isEmpty();
    assertThat(persons.state().isInSession()).isFalse();
    assertThat(persons.drainConditions()).isEmpty();
  }

  @Test
  @Order(10)
  void whatItKeepsIsWhatItSays() {
    assertThat(admin.apps().deployments().inNamespace(NAMESPACE).list().getItems()).isEmpty();
    assertThat(admin.serviceAccounts().inNamespace(NAMESPACE).withName("nodesentinel").get())
        .isNull();
    for (String role : List.of("operator", "reporter", "viewer", "admin", "crds")) {
      assertThat(admin.rbac().clusterRoles().withName("nodesentinel-" + role).get()).isNull();
    }
    assertThat(admin.rbac().roles().inNamespace("default").list().getItems()).isEmpty();
    assertThat(admin.scheduling().v1().priorityClasses().withName("nodesentinel").get()).isNull();
    assertThat(names(HealthEvent.class)).isNotEmpty();
    assertThat(names(NodeQuarantine.class)).contains(ours.name());
    assertThat(admin.resources(NodeQuarantine.class).list().getItems())
        .as("nobody is there any more who could take a finalizer off")
        .allMatch(quarantine -> quarantine.getMetadata().getFinalizers().isEmpty());
  }

  @Test
  @Order(11)
  void onRequestNodesStayAsTheyAre() {
    install("--set=uninstall.releaseNodes=false").orFail();
    start();
    TestNode node = scene.node();
    node.report(Report.fatal("XidError"));
    node.awaitPhase(Phase.Drained);
    stop();

    helm.run(guided("helm uninstall")).orFail();

    assertThat(node.state().cordoned()).isTrue();
    assertThat(node.state().taints()).containsExactly(Scene.FATAL_TAINT);
  }

  @Test
  @Order(12)
  void theCrdsCanBeAppliedByHandAndDeletedWithTheirObjects() {
    makeOld();

    shell(String.join(" ", guide.command("helm show crds")));

    assertThat(spec(CRD)).contains("\"maxAge\"");
    dropFinalizers();
    shell(String.join(" ", guide.command("kubectl delete crd")));
    assertThat(admin.apiextensions().v1().customResourceDefinitions().list().getItems()).isEmpty();
    assertThat(guide.unused()).as("commands of docs/install.md that are not run").isEmpty();
  }

  /// What the Pods of the chart say, as a process of ours, beside nobody.
  private void start() {
    ChartedPod pod = ChartedPod.of(admin, replicas().getFirst());
    assertThat(pod.arguments().getFirst()).isEqualTo("operator");
    operator =
        OperatorUnderTest.start(
            cluster.kubeconfigOf(pod.serviceAccount()), "chart", pod.environment(), pod.options());
  }

  /// Right after a definition was established its storage may still be in the making.
  private void awaitServed() {
    Awaitility.await("the API server to list HealthEvents")
        .atMost(Eventually.DEADLINE)
        .ignoreExceptionsInstanceOf(KubernetesClientException.class)
        .until(() -> names(HealthEvent.class).isEmpty());
  }

  private void stop() {
    if (operator != null) {
      operator.close();
    }
  }

  private OperatorUnderTest operator() {
    return Objects.requireNonNull(operator, "no operator was started");
  }

  private Outcome install(String... more) {
    List<String> all = new ArrayList<>(SETTINGS);
    all.addAll(Arrays.asList(more));
    return helm.run(guided("helm install", all.toArray(String[]::new)));
  }

  /// The command of the guide that begins like this, with the packaged chart and more options.
  private String[] guided(String beginning, String... more) {
    List<String> words = new ArrayList<>(guide.command(beginning));
    words.removeFirst();
    words.replaceAll(word -> word.equals("charts/nodesentinel") ? chart : word);
    words.addAll(Arrays.asList(more));
    return words.toArray(String[]::new);
  }

  /// A command of the guide that is more than one program.
  private void shell(String command) {
    helm.shell(command.replace("charts/nodesentinel", chart)).orFail();
  }

  /// What was left in a session keeps its finalizer, for which there is no operator any more.
  private void dropFinalizers() {
    for (String name : names(NodeQuarantine.class)) {
      admin
          .resources(NodeQuarantine.class)
          .withName(name)
          .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":null}}");
    }
  }

  private List<Pod> replicas() {
    return admin
        .pods()
        .inNamespace(NAMESPACE)
        .withLabel("app.kubernetes.io/component", "operator")
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  private void aPodThatIsNotRestricted() {
    admin
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName("careless")
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .withImage("example.invalid/main:1")
                .endContainer()
                .endSpec()
                .build())
        .create();
  }

  /// @param what a verb and a resource
  private boolean allowed(String role, String what) {
    String[] words = what.split("[ /]", -1);
    return admin
        .authorization()
        .v1()
        .subjectAccessReview()
        .create(
            new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser(holder(role))
                .withNewResourceAttributes()
                .withGroup("nodesentinel.io")
                .withVerb(words[0])
                .withResource(words[1])
                .withSubresource(words.length > 2 ? words[2] : "")
                .endResourceAttributes()
                .endSpec()
                .build())
        .getStatus()
        .getAllowed();
  }

  private void bind(String role) {
    admin
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(holder(role))
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
                .addNewSubject("rbac.authorization.k8s.io", "User", holder(role), null)
                .build())
        .create();
  }

  private static String holder(String role) {
    return "holder-of-" + role;
  }

  /// As if an earlier version had installed it: a field is missing, another one was taken back.
  private void makeOld() {
    var crds =
        admin.genericKubernetesResources("apiextensions.k8s.io/v1", "CustomResourceDefinition");
    GenericKubernetesResource crd = crds.withName(CRD).get();
    Map<String, Object> properties =
        crd.get(
            "spec", "versions", 0, "schema", "openAPIV3Schema", "properties", "spec", "properties");
    properties.remove("maxAge");
    properties.put("aFieldOfBefore", Map.of("type", "string"));
    crd.getMetadata().setManagedFields(null);
    crds.resource(crd).update();
    assertThat(spec(CRD)).contains("aFieldOfBefore").doesNotContain("\"maxAge\"");
  }

  private String spec(String crd) {
    return Objects.requireNonNull(
        admin.raw("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/" + crd), crd);
  }

  private <T extends HasMetadata> List<String> names(Class<T> kind) {
    return admin.resources(kind).list().getItems().stream()
        .map(object -> object.getMetadata().getName())
        .sorted()
        .toList();
  }
}
