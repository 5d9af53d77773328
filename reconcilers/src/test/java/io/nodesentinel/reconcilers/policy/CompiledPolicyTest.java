package io.nodesentinel.reconcilers.policy;

import static io.nodesentinel.reconcilers.policy.Given.all;
import static io.nodesentinel.reconcilers.policy.Given.any;
import static io.nodesentinel.reconcilers.policy.Given.bare;
import static io.nodesentinel.reconcilers.policy.Given.compiled;
import static io.nodesentinel.reconcilers.policy.Given.event;
import static io.nodesentinel.reconcilers.policy.Given.node;
import static io.nodesentinel.reconcilers.policy.Given.spec;
import static io.nodesentinel.reconcilers.policy.Given.xid;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.Entity;
import io.nodesentinel.crds.Expression;
import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.LabelSelector;
import io.nodesentinel.crds.LabelSelectorRequirement;
import io.nodesentinel.crds.Match;
import io.nodesentinel.crds.QuarantinePolicySpec;
import io.nodesentinel.crds.SelectorOperator;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.policy.Given.SpecBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompiledPolicyTest {
  private static final Expression YES = event("event.isFatal");
  private static final Expression NO = event("event.isHealthy");
  private static final Expression FAILS = event("event.metadata['absent'] == 'x'");

  private static Evaluation evaluate(QuarantinePolicySpec spec) {
    return compiled(spec).matches(xid("79"), node());
  }

  private static void assertMatches(Expression expression) {
    assertThat(evaluate(all(expression))).isEqualTo(Evaluation.MATCH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event.nodeName == 'gpu-7'",
        "event.agent == 'gpu-health-monitor'",
        "event.componentClass == 'GPU'",
        "event.checkName.startsWith('GpuXid')",
        "event.version == 1",
        "event.version < 1.5",
        "!event.isHealthy",
        "event.isFatal",
        "event.message.contains('fallen off')",
        "event.message.matches('fallen (off|from) the bus$')",
        "event.recommendedAction in ['RESTART_BM', 'RESTART_VM']",
        "event.customRecommendedAction == ''",
        "event.errorCode.exists(c, c in ['79', '95'])",
        "'79' in event.errorCode",
        "size(event.errorCode) == 1",
        "event.errorCode[0] == '79'",
        "int(event.errorCode[0]) > 70",
        "event.entitiesImpacted.exists(e, e.entityType == 'PCI' && e.entityValue.startsWith('0000:'))",
        "event.entitiesImpacted.filter(e, e.entityType == 'GPU').size() == 1",
        "event.entitiesImpacted[0].entityValue == '0'",
        "event.metadata.driver == '570.1'",
        "event.metadata['driver'] == '570.1'",
        "has(event.metadata.driver) && !has(event.metadata.firmware)",
        "'driver' in event.metadata",
        "event.generatedTimestamp == timestamp('2026-03-01T12:00:00Z')",
        "event.generatedTimestamp.getHours() == 12",
        "event.generatedTimestamp - timestamp('2026-03-01T11:00:00Z') == duration('1h')",
        "event.processingStrategy == 'EXECUTE_REMEDIATION'",
      })
  void an_expression_sees_the_event_as_it_was_reported(String expression) {
    assertMatches(event(expression));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "node.metadata.name == 'gpu-7'",
        "node.metadata.uid == 'uid-7'",
        "node.metadata.labels.pool == 'gpu'",
        "node.metadata.labels['example.com/rack'] == 'r12'",
        "has(node.metadata.labels.pool)",
        "!('absent' in node.metadata.labels)",
        "node.metadata.annotations['nodesentinel.io/hold'] == 'crane'",
        "!('example.com/secret' in node.metadata.annotations)",
        "node.spec.unschedulable",
        "node.spec.taints.exists(t, t.key == 'example.com/burn-in' && t.value == '' && t.effect =="
            + " 'NoSchedule')",
        "node.status.conditions.exists_one(c, c.type == 'Ready' && c.status == 'True' && c.reason =="
            + " 'KubeletReady')",
      })
  void an_expression_sees_the_node_as_kubernetes_shows_it(String expression) {
    assertMatches(node(expression));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event.version == 1",
        "!event.isFatal && !event.isHealthy",
        "event.message == '' && event.customRecommendedAction == ''",
        "event.recommendedAction == 'NONE'",
        "event.errorCode == [] && event.entitiesImpacted == [] && event.metadata == {}",
        "!has(event.generatedTimestamp)",
        "has(event.message)",
      })
  void what_was_not_reported_has_its_default(String expression) {
    assertThat(compiled(all(event(expression))).matches(bare(), node()))
        .isEqualTo(Evaluation.MATCH);
  }

  @Test
  void all_expressions_must_be_true() {
    assertThat(evaluate(all(YES, event("'79' in event.errorCode")))).isEqualTo(Evaluation.MATCH);
    assertThat(evaluate(all(YES, NO))).isEqualTo(Evaluation.NO_MATCH);
    assertThat(evaluate(all(NO, YES))).isEqualTo(Evaluation.NO_MATCH);
  }

  @Test
  void one_of_any_is_enough() {
    assertThat(evaluate(any(NO, YES))).isEqualTo(Evaluation.MATCH);
    assertThat(evaluate(any(NO, NO))).isEqualTo(Evaluation.NO_MATCH);
  }

  @Test
  void all_and_any_must_both_hold() {
    assertThat(evaluate(spec(new Match(List.of(YES), List.of(NO, YES)))))
        .isEqualTo(Evaluation.MATCH);
    assertThat(evaluate(spec(new Match(List.of(YES), List.of(NO))))).isEqualTo(Evaluation.NO_MATCH);
    assertThat(evaluate(spec(new Match(List.of(NO), List.of(YES))))).isEqualTo(Evaluation.NO_MATCH);
  }

  @Test
  void expressions_about_event_and_node_combine() {
    QuarantinePolicySpec spec = all(YES, node("node.metadata.labels.pool == 'gpu'"));

    assertThat(compiled(spec).matches(xid("79"), node())).isEqualTo(Evaluation.MATCH);
    assertThat(compiled(spec).matches(xid("79"), node(Map.of("pool", "cpu"))))
        .isEqualTo(Evaluation.NO_MATCH);
  }

  @Test
  void a_policy_about_nodes_only_matches_any_unhealthy_event_there() {
    CompiledPolicy policy = compiled(all(node("node.metadata.labels.pool == 'gpu'")));

    assertThat(policy.matches(bare(), node())).isEqualTo(Evaluation.MATCH);
    assertThat(policy.matches(bare(), node(Map.of("pool", "cpu")))).isEqualTo(Evaluation.NO_MATCH);
  }

  @Test
  void a_missing_key_is_no_match_and_is_told_with_the_way_out() {
    assertThat(evaluate(all(FAILS)))
        .isEqualTo(
            new Evaluation.Failed(
                "match.all[0], character 15: key 'absent' is not present in map. Ask first whether"
                    + " it is there: has(a.b) or 'b' in a"));
    assertThat(evaluate(any(NO, event("event.metadata.absent == 'x'"))))
        .isEqualTo(
            new Evaluation.Failed(
                "match.any[1], character 15: key 'absent' is not present in map. Ask first whether"
                    + " it is there: has(a.b) or 'b' in a"));
  }

  @Test
  void an_expression_that_fails_is_not_told_where_the_others_decide() {
    assertThat(evaluate(all(FAILS, NO))).isEqualTo(Evaluation.NO_MATCH);
    assertThat(evaluate(any(FAILS, YES))).isEqualTo(Evaluation.MATCH);
    assertThat(evaluate(spec(new Match(List.of(FAILS), List.of(NO)))))
        .isEqualTo(Evaluation.NO_MATCH);
    assertThat(evaluate(spec(new Match(List.of(NO), List.of(FAILS)))))
        .isEqualTo(Evaluation.NO_MATCH);
  }

  @Test
  void an_expression_that_fails_is_told_where_it_would_decide() {
    assertThat(evaluate(all(YES, FAILS))).isInstanceOf(Evaluation.Failed.class);
    assertThat(evaluate(spec(new Match(List.of(FAILS), List.of(YES)))))
        .isInstanceOf(Evaluation.Failed.class);
    assertThat(evaluate(spec(new Match(List.of(YES), List.of(FAILS, NO)))))
        .isInstanceOf(Evaluation.Failed.class);
    assertThat(evaluate(spec(new Match(List.of(FAILS), List.of(FAILS)))))
        .isInstanceOfSatisfying(
            Evaluation.Failed.class, f -> assertThat(f.message()).startsWith("match.all[0]"));
  }

  @Test
  void a_timestamp_that_was_not_reported_fails_where_it_is_read() {
    assertThat(
            compiled(all(event("event.generatedTimestamp > timestamp('2026-01-01T00:00:00Z')")))
                .matches(bare(), node()))
        .isInstanceOfSatisfying(
            Evaluation.Failed.class,
            failed -> assertThat(failed.message()).contains("generatedTimestamp"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event.errorCode[5] == 'x'",
        "1 / (event.version - 1) == 1",
        "int(event.message) == 1",
        "dyn(event.version)",
        "dyn(event).isFatl",
        "event.message.matches(event.metadata.driver + '(')",
        "event.nodeName.matches('((x{50}){50}){' + '50}')",
      })
  void whatever_goes_wrong_is_no_match_and_is_told_in_one_bounded_line(String expression) {
    assertThat(evaluate(all(event(expression))))
        .isInstanceOfSatisfying(
            Evaluation.Failed.class,
            failed ->
                assertThat(failed.message())
                    .startsWith("match.all[0]")
                    .hasSizeLessThanOrEqualTo(300)
                    .doesNotContain("\n"));
  }

  @Test
  void a_message_of_the_reporter_cannot_make_the_failure_long() {
    HealthEventSpec event = xid("79");
    String long4k = "x".repeat(4096);
    HealthEventSpec loud =
        new HealthEventSpec(
            event.nodeName(),
            event.agent(),
            event.componentClass(),
            event.checkName(),
            1,
            false,
            true,
            long4k,
            event.recommendedAction(),
            "",
            List.of(),
            List.of(),
            Map.of(),
            null,
            null,
            null,
            event.processingStrategy());

    assertThat(compiled(all(event("int(event.message) == 1"))).matches(loud, node()))
        .isInstanceOfSatisfying(
            Evaluation.Failed.class,
            failed -> assertThat(failed.message()).hasSizeLessThanOrEqualTo(300));
  }

  @Test
  void work_is_bounded_by_the_number_of_iterations() {
    String ten = "[0,1,2,3,4,5,6,7,8,9]";
    String expression =
        ten + ".all(a, " + ten + ".all(b, " + ten + ".all(c, " + ten + ".all(d, true))))";

    assertThat(evaluate(all(event(expression))))
        .isInstanceOfSatisfying(
            Evaluation.Failed.class, failed -> assertThat(failed.message()).contains("1000"));
  }

  @Test
  void the_largest_event_that_the_schema_allows_stays_within_the_bound() {
    HealthEventSpec large =
        new HealthEventSpec(
            "gpu-7",
            "a",
            "c",
            "n",
            1,
            false,
            true,
            "",
            xid().recommendedAction(),
            "",
            List.of("1", "2", "3", "4", "5", "6", "7", "8"),
            IntStream.range(0, 64).mapToObj(i -> new Entity("GPU", "" + i)).toList(),
            Map.of(),
            null,
            null,
            null,
            xid().processingStrategy());
    String expression =
        "event.entitiesImpacted.all(e, event.errorCode.exists(c, c == '8' || e.entityValue == c))";

    assertThat(compiled(all(event(expression))).matches(large, node())).isEqualTo(Evaluation.MATCH);
  }

  @Test
  void a_fault_already_taken_up_does_not_ask_about_the_node_again() {
    CompiledPolicy policy = compiled(all(YES, node("node.metadata.labels.pool == 'cpu'")));

    assertThat(policy.matches(xid("79"), node())).isEqualTo(Evaluation.NO_MATCH);
    assertThat(policy.stillMatches(xid("79"), node())).isEqualTo(Evaluation.MATCH);
    assertThat(policy.stillMatches(bare(), node())).isEqualTo(Evaluation.NO_MATCH);
  }

  @Test
  void a_policy_without_selector_is_for_every_node() {
    assertThat(compiled(all(YES)).selects(node())).isTrue();
    assertThat(compiled(all(YES)).selects(node(Map.of()))).isTrue();
  }

  @Test
  void a_selector_restricts_the_nodes() {
    CompiledPolicy policy =
        compiled(
            new SpecBuilder()
                .selector(
                    new LabelSelector(
                        Map.of("pool", "gpu"),
                        List.of(
                            new LabelSelectorRequirement(
                                "zone", SelectorOperator.In, List.of("a", "b")))))
                .build());

    assertThat(policy.selects(node(Map.of("pool", "gpu", "zone", "a")))).isTrue();
    assertThat(policy.selects(node(Map.of("pool", "gpu", "zone", "c")))).isFalse();
    assertThat(policy.selects(node(Map.of("zone", "a")))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"})
  void control_plane_nodes_are_selected_only_by_name(String role) {
    NodeView controlPlane = node(Map.of(role, ""));

    assertThat(compiled(all(YES)).selects(controlPlane)).isFalse();
    assertThat(compiled(new SpecBuilder().includeControlPlane().build()).selects(controlPlane))
        .isTrue();
  }

  @Test
  void opt_outs_and_holds_are_decided_elsewhere() {
    assertThat(compiled(all(YES)).selects(node(Map.of("nodesentinel.io/managed", "false"))))
        .isTrue();
  }

  @Test
  void many_threads_may_ask_one_policy_at_once() throws Exception {
    CompiledPolicy policy = compiled(all(YES, event("'79' in event.errorCode")));
    List<Callable<Boolean>> work = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      HealthEventSpec event = xid(i % 2 == 0 ? "79" : "48");
      Evaluation expected = i % 2 == 0 ? Evaluation.MATCH : Evaluation.NO_MATCH;
      work.add(() -> policy.matches(event, node()).equals(expected));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> right : threads.invokeAll(Collections.unmodifiableList(work))) {
        assertThat(right.get()).isTrue();
      }
    }
  }

  @Test
  void a_day_of_harmless_events_is_judged_in_one_test() {
    CompiledPolicy policy =
        compiled(all(YES, event("event.errorCode.exists(c, c in ['79', '95'])")));
    HealthEventSpec harmless = bare();
    NodeView node = node();

    int matched = 0;
    for (int i = 0; i < 100_000; i++) {
      matched += policy.matches(harmless, node) instanceof Evaluation.Match ? 1 : 0;
    }

    assertThat(matched).isZero();
  }
}
