package io.nodesentinel.e2e;

import static io.nodesentinel.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.Phase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// No more nodes go out at once than the cap allows, whoever took them out.
class CapE2E extends OperatorScenarios {
  CapE2E() {
    super("cap", "--max-unavailable=2");
  }

  @Override
  void prepare() {
    scene.policy("all", "match: {all: [{kind: HealthEvent, expression: \"true\"}]}");
  }

  @AfterEach
  void makeRoom() {
    scene.removeNodes();
  }

  @Test
  void aPolicyThatMatchesEverythingTakesOutAsManyNodesAsTheCapAllows() {
    List<TestNode> nodes = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      nodes.add(scene.node());
    }

    nodes.parallelStream().forEach(node -> node.report(Report.fatal("XidError")));

    eventually(
        "two nodes to be quarantined and four held",
        () -> describe(nodes),
        () -> {
          assertThat(in(nodes, Phase.Quarantined)).hasSize(2);
          assertThat(in(nodes, Phase.Held)).hasSize(4);
        });
    assertThat(nodes.stream().filter(node -> node.state().cordoned())).hasSize(2);
    TestNode held = in(nodes, Phase.Held).getFirst();
    held.awaitAnnounced("Held");
    assertThat(held.status().conditions())
        .anySatisfy(c -> {
          assertThat(c.type()).isEqualTo("Held");
          assertThat(c.reason()).isEqualTo("CapReached");
          assertThat(c.message()).contains("max-unavailable");
        });
    assertThat(operator.metric("nodesentinel_nodes_held")).hasValue(4);
    assertThat(operator.metric("nodesentinel_nodes_limit")).hasValue(2);

    // One recovers: the one that waits longest takes its place, and no other.
    in(nodes, Phase.Quarantined).getFirst().report(Report.healthy("XidError"));

    eventually(
        "one to be released, two quarantined, three held",
        () -> describe(nodes),
        () -> {
          assertThat(in(nodes, Phase.Released)).hasSize(1);
          assertThat(in(nodes, Phase.Quarantined)).hasSize(2);
          assertThat(in(nodes, Phase.Held)).hasSize(3);
        });
    assertThat(nodes.stream().filter(node -> node.state().cordoned())).hasSize(2);
  }

  @Test
  void theOneThatWaitsLongestGoesFirst() {
    TestNode first = quarantined();
    TestNode second = quarantined();
    TestNode longest = scene.node();
    longest.report(Report.fatal("XidError"));
    longest.awaitPhase(Phase.Held);
    TestNode later = scene.node();
    later.report(Report.fatal("XidError"));
    later.awaitPhase(Phase.Held);

    first.uncordon();

    longest.awaitQuarantined();
    assertThat(later.phase()).contains(Phase.Held);
    assertThat(second.phase()).contains(Phase.Quarantined);
  }

  @Test
  void aCordonOfSomebodyElseTakesAPlaceAndItsEndGivesItBack() {
    TestNode mine = scene.node();
    mine.cordon();
    quarantined();
    TestNode held = scene.node();
    held.report(Report.fatal("XidError"));
    held.awaitPhase(Phase.Held);

    // To quarantine a node that is out already costs no place.
    mine.report(Report.fatal("XidError"));
    mine.awaitQuarantined();
    mine.report(Report.healthy("XidError"));
    mine.awaitPhase(Phase.Released);
    assertThat(mine.state().cordoned()).isTrue();
    assertThat(held.phase()).contains(Phase.Held);

    mine.uncordon();

    held.awaitQuarantined();
  }

  @Test
  void aHeldNodeThatRecoversIsNeverTouched() {
    quarantined();
    quarantined();
    TestNode held = scene.node();
    String event = held.report(Report.fatal("XidError"));
    scene.awaitEvaluation(event, "Held");

    held.report(Report.healthy("XidError"));

    held.awaitPhase(Phase.Released);
    assertThat(held.state()).isEqualTo(NodeState.untouched());
    assertThat(held.announced()).doesNotContain("Quarantined");
  }

  @Test
  void theCapHoldsOverAKillAndARestart() {
    quarantined();
    quarantined();
    TestNode held = scene.node();
    held.report(Report.fatal("XidError"));
    held.awaitPhase(Phase.Held);

    operator.kill9();
    operator.restart();

    TestNode next = scene.node();
    next.report(Report.fatal("XidError"));
    next.awaitPhase(Phase.Held);
    assertThat(held.phase()).contains(Phase.Held);
    assertThat(scene.nodes().stream().filter(node -> node.state().cordoned())).hasSize(2);
  }

  private TestNode quarantined() {
    TestNode node = scene.node();
    node.report(Report.fatal("XidError"));
    node.awaitQuarantined();
    return node;
  }

  private static List<TestNode> in(List<TestNode> nodes, Phase phase) {
    return nodes.stream().filter(node -> node.phase().filter(phase::equals).isPresent()).toList();
  }

  private static String describe(List<TestNode> nodes) {
    StringBuilder text = new StringBuilder();
    nodes.forEach(node ->
        text.append(node).append(": ").append(node.phase()).append(node.state()).append('\n'));
    return text.toString();
  }
}
