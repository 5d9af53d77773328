package io.nodesentinel.e2e;

import static io.nodesentinel.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.nodesentinel.crds.ConditionStatus;
import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.crds.Phase;
import io.nodesentinel.e2e.BetweenReadAndWrite.Fate;
import io.nodesentinel.e2e.BetweenReadAndWrite.Ruling;
import io.nodesentinel.e2e.BetweenReadAndWrite.Write;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// Each right of the operator is taken away in turn, and something then fails that works with all
/// of them.
@ExtendWith(RealCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class RbacE2E {
  private static final String ALL_IS_WELL = "nothing";

  private Cluster cluster;
  private Scene scene;
  private BetweenReadAndWrite proxy;

  /// Nodes whose first write takes effect without an answer.
  private final Set<String> unanswered = ConcurrentHashMap.newKeySet();

  /// @param namespace empty for all
  record Right(String namespace, String role, String group, String resource, String verb) {
    @Override
    public String toString() {
      return verb + " " + resource + (group.isEmpty() ? "" : "." + group);
    }
  }

  @BeforeAll
  void begin(Cluster shared) throws Exception {
    cluster = shared;
    scene = Scene.open(shared, "rbac");
    proxy = BetweenReadAndWrite.open(shared.controlPlane(), this::judge);
  }

  @AfterAll
  void end() throws Exception {
    cluster.applyRights();
    proxy.close();
    scene.close();
  }

  private Ruling judge(Write write) {
    boolean first =
        unanswered.removeIf(node -> write.path().startsWith("/api/v1/nodes/" + node + "?"));
    return first ? new Ruling(Fate.ANSWER_LOST, () -> {}) : Ruling.pass();
  }

  @Test
  void eachRightIsMissedBySomething() {
    assertThat(whatFails(true)).as("with all rights").isEqualTo(ALL_IS_WELL);
    Map<String, String> missed = new TreeMap<>();
    for (Right right : rights()) {
      takeAway(right);
      try {
        missed.put(
            right.toString(),
            whatFails(right.verb().equals("delete") && right.resource().equals("healthevents")));
      } finally {
        cluster.applyRights();
      }
      Progress.say("without \"%s\" fails: %s".formatted(right, missed.get(right.toString())));
    }

    missed.values().removeIf(what -> !what.equals(ALL_IS_WELL));
    assertThat(missed).as("rights that nothing misses").isEmpty();
  }

  private List<Right> rights() {
    List<Right> rights = new ArrayList<>();
    ClusterRole everywhere =
        scene.admin().rbac().clusterRoles().withName("nodesentinel-operator").get();
    everywhere.getRules().forEach(rule -> add(rights, "", "nodesentinel-operator", rule));
    Map.of("default", "nodesentinel-node-events", Cluster.NAMESPACE, "nodesentinel-leader")
        .forEach((namespace, name) ->
            scene
                .admin()
                .rbac()
                .roles()
                .inNamespace(namespace)
                .withName(name)
                .get()
                .getRules()
                .forEach(rule -> add(rights, namespace, name, rule)));
    return rights;
  }

  private static void add(List<Right> rights, String namespace, String role, PolicyRule rule) {
    for (String group : rule.getApiGroups()) {
      for (String resource : rule.getResources()) {
        for (String verb : rule.getVerbs()) {
          rights.add(new Right(namespace, role, group, resource, verb));
        }
      }
    }
  }

  private void takeAway(Right right) {
    if (right.namespace().isEmpty()) {
      scene
          .admin()
          .rbac()
          .clusterRoles()
          .withName(right.role())
          .edit(role -> new ClusterRoleBuilder(role).withRules(without(right, role)).build());
    } else {
      scene
          .admin()
          .rbac()
          .roles()
          .inNamespace(right.namespace())
          .withName(right.role())
          .edit(role -> new RoleBuilder(role).withRules(without(right, role)).build());
    }
    eventually(
        "the right to " + right + " to be gone",
        () -> "it is there",
        () -> assertThat(isAllowed(right)).isFalse());
  }

  private static List<PolicyRule> without(Right right, ClusterRole role) {
    return without(right, role.getRules());
  }

  private static List<PolicyRule> without(Right right, Role role) {
    return without(right, role.getRules());
  }

  private static List<PolicyRule> without(Right right, List<PolicyRule> rules) {
    return rules.stream()
        .map(rule ->
            rule.getResources().equals(List.of(right.resource()))
                ? new PolicyRuleBuilder(rule).removeFromVerbs(right.verb()).build()
                : rule)
        .filter(rule -> !rule.getVerbs().isEmpty())
        .toList();
  }

  private boolean isAllowed(Right right) {
    String[] resource = right.resource().split("/", 2);
    return scene
        .admin()
        .authorization()
        .v1()
        .subjectAccessReview()
        .create(
            new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser("system:serviceaccount:nodesentinel:nodesentinel")
                .withNewResourceAttributes()
                .withGroup(right.group())
                .withResource(resource[0])
                .withSubresource(resource.length == 1 ? "" : resource[1])
                .withVerb(right.verb())
                .withNamespace(right.namespace())
                .endResourceAttributes()
                .endSpec()
                .build())
        .getStatus()
        .getAllowed();
  }

  /// What the operator does in its life, in short.
  ///
  /// @return the first thing that fails
  private String whatFails(boolean withPruning) {
    scene.admin().leases().inNamespace(Cluster.NAMESPACE).delete();
    // A policy of an earlier round was judged in it.
    scene.deletePolicy(scene.name() + "-drain");
    Map<String, Runnable> tour = new LinkedHashMap<>();
    String policy = scene.drainPolicy();
    TestNode node = scene.node();
    node.pod(Map.of(), Map.of());
    unanswered.add(node.name());
    OperatorUnderTest operator =
        OperatorUnderTest.launch(
            proxyKubeconfig(), "rbac", "--event-retention=1s", "--max-events=1");
    try {
      tour.put("it starts and leads", operator::awaitLeading);
      tour.put(
          "a policy says that it is valid",
          () -> assertThat(scene.awaitJudged(policy).status()).isEqualTo(ConditionStatus.True));
      tour.put(
          "a fault cordons its node",
          () -> {
            node.reportAs("fault", Report.fatal("XidError"));
            node.eventuallyIs("to be cordoned", () -> assertThat(node.state().cordoned()).isTrue());
          });
      tour.put(
          "the decision is written down",
          () -> node.eventuallyIs("to have a phase", () -> assertThat(node.phase()).isPresent()));
      tour.put(
          "the event says what came of it",
          () -> scene.awaitEvaluation(node.name() + "-fault", "Quarantined"));
      tour.put("the node tells of it", () -> node.awaitAnnounced("Quarantined"));
      tour.put("the pods are moved off", () -> node.awaitPhase(Phase.Drained));
      tour.put(
          "the node's conditions say so",
          () ->
              node.eventuallyIs(
                  "to say that it is drained",
                  () ->
                      assertThat(node.drainConditions())
                          .contains("Drained=True NodeSentinelDrained")));
      tour.put(
          "a person's uncordon cancels it",
          () -> {
            node.uncordon();
            node.awaitCancelled();
          });
      tour.put(
          "a NodeQuarantine that a person deletes goes",
          () -> {
            String uid = node.quarantine().orElseThrow().getMetadata().getUid();
            node.deleteQuarantine();
            node.eventuallyIs(
                "to have lost its NodeQuarantine",
                () ->
                    assertThat(node.quarantine().filter(q -> q.getMetadata().getUid().equals(uid)))
                        .isEmpty());
          });
      tour.put("a NodeQuarantine goes a day after the end of its session", this::awaitForgotten);
      if (withPruning) {
        tour.put("old events are removed", () -> awaitPruned(node));
      }
      tour.put(
          "an orderly stop gives the lease back",
          () -> {
            assertThat(operator.stop()).isZero();
            assertThat(operator.logLines())
                .noneMatch(line -> line.contains("the lease was not given back"));
          });
      return firstFailure(tour);
    } finally {
      if (operator.isRunning()) {
        operator.kill9();
      }
      scene.removeNodes();
    }
  }

  private Path proxyKubeconfig() {
    try {
      return proxy.kubeconfig(cluster);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitForgotten() {
    TestNode node = scene.node();
    node.report(Report.fatal("XidError"));
    node.eventuallyIs("to be drained", () -> assertThat(node.phase()).contains(Phase.Drained));
    node.report(Report.healthy("XidError"));
    node.awaitReleased();
    node.ageQuarantine(Duration.ofHours(25));
    node.eventuallyIs(
        "to have lost its old NodeQuarantine", () -> assertThat(node.quarantine()).isEmpty());
  }

  private void awaitPruned(TestNode node) {
    node.reportAs("old", Report.fatal("XidError").harmless());
    Eventually.eventually(
        Duration.ofSeconds(100),
        "events that nobody needs to be removed",
        node::describe,
        () ->
            assertThat(
                    scene.admin().resources(HealthEvent.class).withName(node.name() + "-old").get())
                .isNull());
  }

  private static String firstFailure(Map<String, Runnable> tour) {
    for (Map.Entry<String, Runnable> step : tour.entrySet()) {
      try {
        step.getValue().run();
      } catch (AssertionError failed) {
        return step.getKey();
      }
    }
    return ALL_IS_WELL;
  }
}
