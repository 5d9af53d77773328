package io.nodesentinel.reconcilers.policy;

import static io.nodesentinel.reconcilers.policy.Given.all;
import static io.nodesentinel.reconcilers.policy.Given.any;
import static io.nodesentinel.reconcilers.policy.Given.compiled;
import static io.nodesentinel.reconcilers.policy.Given.event;
import static io.nodesentinel.reconcilers.policy.Given.messageOf;
import static io.nodesentinel.reconcilers.policy.Given.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.ConditionStatus;
import io.nodesentinel.crds.Expression;
import io.nodesentinel.crds.FlapGuard;
import io.nodesentinel.crds.Match;
import io.nodesentinel.crds.NodeConditionMatch;
import io.nodesentinel.crds.QuarantinePolicySpec;
import io.nodesentinel.reconcilers.policy.Given.SpecBuilder;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyCompilerTest {

  @Test
  void a_valid_policy_keeps_its_name_generation_and_spec() {
    QuarantinePolicySpec spec = all(event("event.isFatal"));

    Compilation compilation = PolicyCompiler.compile("gpu-fatal", 7, spec);

    assertThat(compilation)
        .isInstanceOfSatisfying(
            Compilation.Valid.class,
            valid -> {
              assertThat(valid.policy().name()).isEqualTo("gpu-fatal");
              assertThat(valid.policy().generation()).isEqualTo(7);
              assertThat(valid.policy().spec()).isSameAs(spec);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event.nodeName == ''",
        "event.agent == ''",
        "event.componentClass == ''",
        "event.checkName == ''",
        "event.version == 1",
        "event.isHealthy",
        "event.isFatal",
        "event.message == ''",
        "event.recommendedAction == 'NONE'",
        "event.customRecommendedAction == ''",
        "'79' in event.errorCode",
        "event.entitiesImpacted.exists(e, e.entityType == 'GPU' && e.entityValue == '0')",
        "event.metadata['a'] == 'b'",
        "event.generatedTimestamp > timestamp('2026-01-01T00:00:00Z')",
        "event.processingStrategy == 'EXECUTE_REMEDIATION'",
      })
  void every_field_of_an_event_is_declared(String expression) {
    compiled(all(event(expression)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "node.metadata.name == ''",
        "node.metadata.uid == ''",
        "node.metadata.labels['pool'] == 'gpu'",
        "'nodesentinel.io/hold' in node.metadata.annotations",
        "node.spec.unschedulable",
        "node.spec.taints.exists(t, t.key == 'k' && t.value == '' && t.effect == 'NoSchedule')",
        "node.status.conditions.exists(c, c.type == 'Ready' && c.status == 'True' && c.reason == '')",
      })
  void every_field_of_a_node_is_declared(String expression) {
    compiled(all(node(expression)));
  }

  @Test
  void a_misspelt_field_is_an_error_that_says_where_and_what_was_meant() {
    assertThat(messageOf(all(event("event.isFatal"), event("event.isFatl"))))
        .isEqualTo(
            "match.all[1]: line 1, column 6: undefined field 'isFatl', did you mean 'isFatal'?");
  }

  @Test
  void a_misspelt_field_of_an_entity_is_an_error() {
    assertThat(messageOf(any(event("event.entitiesImpacted.exists(e, e.entityTyp == 'GPU')"))))
        .isEqualTo(
            "match.any[0]: line 1, column 35: undefined field 'entityTyp', did you mean"
                + " 'entityType'?");
  }

  @Test
  void a_field_like_no_other_is_answered_by_the_list_of_fields() {
    assertThat(messageOf(all(event("event.severity == 'high'"))))
        .startsWith("match.all[0]: line 1, column 6: undefined field 'severity' (fields here: ")
        .contains("nodeName, agent, componentClass, checkName");
  }

  @Test
  void a_misspelt_field_deep_in_a_node_is_an_error() {
    assertThat(messageOf(all(node("node.spec.unschedulabel"))))
        .contains("undefined field 'unschedulabel', did you mean 'unschedulable'?");
  }

  @Test
  void an_expression_about_events_does_not_see_the_node() {
    assertThat(messageOf(all(event("event.isFatal && node.spec.unschedulable"))))
        .isEqualTo(
            "match.all[0]: line 1, column 18: undeclared reference to 'node', this expression sees"
                + " only 'event': put what is about the node into an expression of kind Node");
  }

  @Test
  void an_expression_about_nodes_does_not_see_the_event() {
    assertThat(messageOf(any(node("event.isFatal"))))
        .isEqualTo(
            "match.any[0]: line 1, column 1: undeclared reference to 'event', this expression sees"
                + " only 'node': put what is about the event into an expression of kind HealthEvent");
  }

  @Test
  void an_unknown_variable_is_answered_by_the_known_one() {
    assertThat(messageOf(all(event("evnt.isFatal"))))
        .isEqualTo(
            "match.all[0]: line 1, column 1: undeclared reference to 'evnt', the variable here is"
                + " 'event'");
  }

  @Test
  void an_expression_that_gives_no_boolean_is_an_error() {
    assertThat(messageOf(all(event("event.checkName"))))
        .isEqualTo(
            "match.all[0]: line 1, column 6: expected type 'bool' but found 'string', an expression"
                + " must say true or false, for example by a comparison");
  }

  @Test
  void types_that_do_not_fit_are_an_error_without_the_list_of_all_overloads() {
    assertThat(messageOf(all(event("event.version == '1'"))))
        .contains("line 1, column 15")
        .contains("found no matching overload for '_==_' applied to '(int, string)'")
        .doesNotContain("candidates");
  }

  @Test
  void a_syntax_error_says_where() {
    assertThat(messageOf(all(event("event.isFatal &&"))))
        .startsWith("match.all[0]: line 1, column 17: mismatched input '<EOF>'");
  }

  @Test
  void an_error_in_the_second_line_says_so() {
    assertThat(messageOf(all(event("event.isFatal\n  && event.isHealhty"))))
        .startsWith("match.all[0]: line 2, column 11: undefined field 'isHealhty'");
  }

  @Test
  void an_empty_expression_is_an_error() {
    assertThat(messageOf(all(event("")))).startsWith("match.all[0]: ");
  }

  @Test
  void a_regular_expression_that_is_none_is_an_error_before_any_event_comes() {
    assertThat(messageOf(all(event("event.message.matches('(')"))))
        .isEqualTo(
            "match.all[0]: line 1, column 23: this is no regular expression of RE2 syntax: error"
                + " parsing regexp: missing closing ): `(`");
  }

  @Test
  void a_lookahead_is_an_error_since_events_are_matched_by_re2() {
    assertThat(messageOf(all(event("event.message.matches('a(?!b)')"))))
        .contains("this is no regular expression of RE2 syntax");
  }

  @Test
  void what_only_re2_understands_is_no_error() {
    compiled(all(event("event.message.matches('(?P<code>[0-9]+)')")));
  }

  @Test
  void a_regular_expression_that_is_too_large_is_an_error() {
    assertThat(messageOf(all(event("event.message.matches('(a{100}b){200}')"))))
        .contains("steps, at most 10000 are allowed: repeat less");
  }

  @Test
  void a_timestamp_that_is_none_is_an_error_before_any_event_comes() {
    assertThat(messageOf(all(event("event.generatedTimestamp > timestamp('yesterday')"))))
        .startsWith("match.all[0]: line 1, column 38: timestamp");
  }

  @Test
  void a_duration_that_is_none_is_an_error_before_any_event_comes() {
    assertThat(
            messageOf(
                all(
                    event(
                        "event.generatedTimestamp + duration('1 day') >"
                            + " timestamp('2026-01-01T00:00:00Z')"))))
        .startsWith("match.all[0]: line 1, column 37: duration");
  }

  @Test
  void an_expression_that_is_too_long_is_an_error() {
    String expression = "event.message == '" + "x".repeat(2048) + "'";

    assertThat(messageOf(all(event(expression)))).startsWith("match.all[0]: ").contains("2048");
  }

  @Test
  void more_expressions_than_the_schema_allows_are_an_error() {
    Expression[] expressions =
        Collections.nCopies(33, event("event.isFatal")).toArray(Expression[]::new);

    assertThat(messageOf(all(expressions)))
        .isEqualTo("match.all has 33 expressions, at most 32 are allowed");
  }

  @Test
  void deep_nesting_is_an_error_and_not_a_crash() {
    assertThat(messageOf(all(event("(".repeat(1000) + "true" + ")".repeat(1000)))))
        .startsWith("match.all[0]: ");
  }

  @Test
  void a_policy_that_would_match_everything_by_saying_nothing_is_invalid() {
    assertThat(messageOf(Given.spec(Match.none())))
        .isEqualTo(
            "match is empty and would match every event: give at least one expression in match.all"
                + " or match.any");
  }

  @Test
  void several_problems_are_all_named() {
    assertThat(
            messageOf(
                Given.spec(
                    new Match(
                        List.of(event("event.isFatl")), List.of(node("node.spec.taint == []"))))))
        .contains("match.all[0]: ")
        .contains("; match.any[0]: ");
  }

  @Test
  void a_flood_of_problems_is_counted() {
    Expression[] wrong = Collections.nCopies(9, event("event.isFatl")).toArray(Expression[]::new);

    assertThat(messageOf(all(wrong))).contains("match.all[4]").endsWith("; and 4 more");
  }

  @Test
  void node_conditions_are_refused_by_name() {
    assertThat(
            messageOf(
                new SpecBuilder()
                    .nodeConditions(
                        new NodeConditionMatch("Ready", ConditionStatus.Unknown, "", "10m"))
                    .build()))
        .isEqualTo("nodeConditions is not supported by this version; remove it");
  }

  @Test
  void a_flap_guard_is_refused_by_name() {
    assertThat(messageOf(new SpecBuilder().flapGuard(new FlapGuard(5, "1h")).build()))
        .isEqualTo("flapGuard is not supported by this version; remove it");
  }

  @Test
  void a_drain_policy_is_refused_by_name() {
    assertThat(messageOf(new SpecBuilder().drainPolicy("gentle").build()))
        .startsWith("drainPolicy is not supported by this version; remove it");
  }

  @Test
  void a_hold_down_is_refused_by_name() {
    assertThat(messageOf(new SpecBuilder().healthyFor("10m").build()))
        .startsWith("healthyFor other than 0s is not supported by this version; remove it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0s", "0m", "0h0m0s"})
  void no_hold_down_may_be_written_in_any_way(String zero) {
    compiled(new SpecBuilder().healthyFor(zero).build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1 day", "1d", "-1h", "", "h"})
  void a_bad_duration_is_refused_with_the_name_of_its_field(String text) {
    assertThat(messageOf(new SpecBuilder().maxAge(text).build()))
        .startsWith("maxAge: \"" + text + "\" is not a duration");
    assertThat(messageOf(new SpecBuilder().healthyFor(text).build())).startsWith("healthyFor: ");
    assertThat(messageOf(new SpecBuilder().coolOff(text).build())).startsWith("coolOff: ");
  }

  @Test
  void durations_are_read_as_go_writes_them() {
    CompiledPolicy policy = compiled(new SpecBuilder().maxAge("1h30m").coolOff("90s").build());

    assertThat(policy.maxAge()).isEqualTo(Duration.ofMinutes(90));
    assertThat(policy.coolOff()).isEqualTo(new CoolOff.For(Duration.ofSeconds(90)));
  }

  @Test
  void a_cool_off_may_last_until_the_node_is_healthy() {
    assertThat(compiled(new SpecBuilder().coolOff("UntilHealthy").build()).coolOff())
        .isEqualTo(new CoolOff.UntilHealthy());
  }

  @Test
  void many_threads_may_compile_at_once() throws Exception {
    Callable<Compilation> work =
        () ->
            PolicyCompiler.compile(
                "p", 1, all(event("event.isFatal"), node("node.spec.unschedulable")));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Compilation> done : threads.invokeAll(Collections.nCopies(64, work))) {
        assertThat(done.get()).isInstanceOf(Compilation.Valid.class);
      }
    }
  }
}
