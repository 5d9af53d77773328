package io.nodesentinel.reconcilers.ledger;

import static io.nodesentinel.reconcilers.testing.Given.fault;
import static io.nodesentinel.reconcilers.testing.Given.healthy;
import static io.nodesentinel.reconcilers.testing.Given.key;
import static io.nodesentinel.reconcilers.testing.Given.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.Fault;
import io.nodesentinel.crds.FaultState;
import io.nodesentinel.crds.Mode;
import io.nodesentinel.crds.ProcessingStrategy;
import io.nodesentinel.crds.RecommendedAction;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.policy.PolicySet;
import io.nodesentinel.reconcilers.testing.Given;
import io.nodesentinel.reconcilers.testing.Ledgers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The rules by which events become faults, one by one, and that folding is idempotent.
class FaultLedgerTest {
  private static final String N = "gpu-7";
  private static final PolicySet BOTH =
      Ledgers.policies(Map.of("gpu", policy("GPU"), "nic", policy("NIC").mode(Mode.Observe)));
  private static final List<RecommendedAction> ACTIONS =
      List.of(RecommendedAction.NONE, RecommendedAction.RESTART_VM, RecommendedAction.RESTART_BM);
  private static final PolicySet NONE = Ledgers.policies(Map.of());

  private final Ledgers ledger = new Ledgers(BOTH);

  private void second() {
    ledger.pass(Duration.ofSeconds(1));
  }

  private List<Fault> fold() {
    FoldResult result = ledger.fold();
    ledger.write(result.outcomes());
    return result.faults();
  }

  private @Nullable Verdict verdictOf(int event) {
    return EventStatuses.verdictOf(ledger.events.get(event - 1).status());
  }

  private void cancel(Instant until) {
    ledger.faults =
        ledger.faults.stream()
            .map(f -> f.withState(FaultState.Cancelled, ledger.now).withCoolOffUntil(until))
            .toList();
    ledger.cancelEvents();
  }

  @Test
  void one_report_opens_a_fault_for_each_entity_and_each_code() {
    ledger.add(fault(N, "GPU", "").entities(List.of("0", "1")).codes("48", "79"));
    assertThat(fold())
        .extracting(Fault::key)
        .containsExactly(
            key("GPU", "0", "48"), key("GPU", "0", "79"),
            key("GPU", "1", "48"), key("GPU", "1", "79"));
  }

  @Test
  void a_report_without_entity_and_code_opens_one_fault_of_the_node() {
    ledger.add(fault(N, "GPU", ""));
    assertThat(fold()).extracting(Fault::key).containsExactly(key("GPU", "", ""));
  }

  @Test
  void the_same_key_again_changes_nothing_but_last_seen_and_the_recommended_action() {
    ledger.add(fault(N, "GPU", "0").action(RecommendedAction.RESTART_VM));
    Fault first = fold().getFirst();
    second();
    ledger.add(fault(N, "GPU", "0").action(RecommendedAction.RESTART_BM));
    assertThat(fold())
        .containsExactly(
            first.withLastSeen(ledger.now).withRecommendedAction(RecommendedAction.RESTART_BM));
    assertThat(verdictOf(2)).isEqualTo(Verdict.Repeated);
  }

  @Test
  void a_late_report_of_the_same_key_does_not_bring_an_old_recommended_action_back() {
    ledger.add(fault(N, "GPU", "0").action(RecommendedAction.RESTART_VM).at(ledger.now).spec());
    fold();
    Instant before = ledger.now.minusSeconds(20);
    second();
    ledger.add(fault(N, "GPU", "0").action(RecommendedAction.RESTART_BM));
    ledger.add(fault(N, "GPU", "0").action(RecommendedAction.REPLACE_VM).at(before).spec());
    assertThat(fold().getFirst().recommendedAction()).isEqualTo(RecommendedAction.RESTART_BM);
  }

  @Test
  void a_healthy_event_closes_the_faults_of_its_own_check_only() {
    ledger.add(fault(N, "GPU", "0"));
    ledger.add(fault(N, "NIC", "0"));
    fold();
    second();
    ledger.add(healthy(N, "GPU"));
    assertThat(fold()).extracting(Fault::key).containsExactly(key("NIC", "0", ""));
  }

  @Test
  void entities_in_a_healthy_event_restrict_what_it_closes() {
    ledger.add(fault(N, "GPU", "").entities(List.of("0", "1")));
    fold();
    second();
    ledger.add(healthy(N, "GPU").entities(List.of("1")));
    assertThat(fold()).extracting(Fault::key).containsExactly(key("GPU", "0", ""));
  }

  @Test
  void codes_in_a_healthy_event_restrict_what_it_closes_and_spare_faults_without_a_code() {
    ledger.add(fault(N, "GPU", "0").codes("48", "79"));
    ledger.add(fault(N, "GPU", "0"));
    fold();
    second();
    ledger.add(healthy(N, "GPU").codes("79"));
    assertThat(fold())
        .extracting(Fault::key)
        .containsExactly(key("GPU", "0", ""), key("GPU", "0", "48"));
  }

  @Test
  void a_healthy_event_older_than_the_fault_never_closes_it() {
    ledger.add(fault(N, "GPU", "0"));
    ledger.add(healthy(N, "GPU").at(ledger.now.minusMillis(1)).spec());
    assertThat(fold()).hasSize(1);
    assertThat(verdictOf(2)).isEqualTo(Verdict.NoFault);
  }

  @Test
  void on_a_tie_the_unhealthy_report_wins_and_the_status_says_so() {
    ledger.add(fault(N, "GPU", "0"));
    ledger.add(healthy(N, "GPU"));
    FoldResult result = ledger.fold();
    assertThat(result.faults()).hasSize(1);
    assertThat(result.outcomes().get(1))
        .isInstanceOfSatisfying(
            Outcome.Noted.class,
            noted -> assertThat(noted.message()).contains("the unhealthy report stands"));
  }

  @Test
  void within_the_second_to_which_the_store_rounds_the_order_of_arrival_decides() {
    ledger.add(fault(N, "GPU", "0").at(null).spec());
    ledger.add(healthy(N, "GPU").at(null).spec());
    assertThat(fold()).isEmpty();
    ledger.add(fault(N, "GPU", "0").at(null).spec());
    assertThat(fold()).hasSize(1);
  }

  @Test
  void a_store_only_report_never_acts_and_a_skipped_one_neither() {
    ledger.add(fault(N, "GPU", "0").strategy(ProcessingStrategy.STORE_ONLY));
    ledger.add(fault(N, "GPU", "1").strategy(ProcessingStrategy.STORE_AND_ANALYSE));
    ledger.add(fault(N, "GPU", "2").skipped());
    assertThat(fold()).isEmpty();
    assertThat(verdictOf(1)).isEqualTo(Verdict.StoreOnly);
    assertThat(verdictOf(2)).isEqualTo(Verdict.StoreOnly);
    assertThat(verdictOf(3)).isEqualTo(Verdict.Skipped);
  }

  @Test
  void a_store_only_healthy_event_closes_nothing() {
    ledger.add(fault(N, "GPU", "0"));
    second();
    ledger.add(healthy(N, "GPU").strategy(ProcessingStrategy.STORE_ONLY));
    assertThat(fold()).hasSize(1);
  }

  @Test
  void a_forced_report_acts_without_a_policy() {
    ledger.add(fault(N, "DISK", "").forced());
    assertThat(fold())
        .singleElement()
        .satisfies(f -> {
          assertThat(f.forced()).isTrue();
          assertThat(f.state()).isEqualTo(FaultState.Open);
          assertThat(f.policies()).isEmpty();
        });
  }

  @Test
  void a_report_that_no_policy_matches_does_not_enter_the_ledger() {
    ledger.add(fault(N, "DISK", ""));
    assertThat(fold()).isEmpty();
    assertThat(verdictOf(1)).isEqualTo(Verdict.NoPolicyMatched);
  }

  @Test
  void a_report_older_than_max_age_starts_nothing_neither_now_nor_for_a_new_policy() {
    ledger.policies = NONE;
    ledger.add(fault(N, "GPU", "0"));
    fold();
    ledger.pass(Duration.ofHours(25));
    ledger.policies = BOTH;
    ledger.foldAgain();
    assertThat(ledger.faults).isEmpty();
    ledger.add(fault(N, "GPU", "1").at(ledger.now.minus(Duration.ofHours(30))).spec());
    assertThat(fold()).isEmpty();
    assertThat(verdictOf(2)).isEqualTo(Verdict.TooOld);
  }

  @Test
  void an_open_fault_outlives_max_age() {
    ledger.add(fault(N, "GPU", "0"));
    fold();
    ledger.pass(Duration.ofDays(3));
    assertThat(ledger.foldAgain().faults()).hasSize(1);
  }

  @Test
  void a_policy_that_observes_makes_a_fault_that_asks_nothing() {
    ledger.add(fault(N, "NIC", "0"));
    assertThat(fold()).extracting(Fault::state).containsExactly(FaultState.Observed);
    assertThat(verdictOf(1)).isEqualTo(Verdict.Skipped);
  }

  @Test
  void a_node_that_is_unknown_or_opted_out_takes_no_fault_until_that_changes() {
    ledger.node = Ledgers.node(Map.of(NodeMarks.MANAGED_LABEL, "false"));
    ledger.add(fault(N, "GPU", "0"));
    assertThat(fold()).isEmpty();
    assertThat(verdictOf(1)).isEqualTo(Verdict.NotManaged);
    ledger.node = null;
    second();
    ledger.add(fault(N, "GPU", "1"));
    assertThat(fold()).isEmpty();
    assertThat(verdictOf(2)).isEqualTo(Verdict.UnknownNode);
    ledger.node = Ledgers.node(Map.of());
    assertThat(ledger.foldAgain().faults()).hasSize(2);
  }

  @Test
  void a_report_from_before_the_node_object_was_made_is_of_another_node() {
    ledger.add(fault(N, "GPU", "0"));
    ledger.pass(Duration.ofHours(1));
    ledger.node =
        new io.nodesentinel.reconcilers.node.NodeView(
            N,
            "uid-8",
            "other",
            "1",
            ledger.now,
            Map.of(),
            Map.of(),
            false,
            Set.of(),
            List.of(),
            List.of(),
            true);
    assertThat(fold()).isEmpty();
    assertThat(verdictOf(1)).isEqualTo(Verdict.UnknownNode);
  }

  @Test
  void within_the_cool_off_the_same_fault_does_not_act_again_nor_by_its_mere_expiry() {
    ledger.add(fault(N, "GPU", "0"));
    fold();
    cancel(ledger.now.plus(Duration.ofHours(1)));
    ledger.pass(Duration.ofMinutes(30));
    ledger.add(fault(N, "GPU", "0"));
    assertThat(fold()).extracting(Fault::state).containsExactly(FaultState.Cancelled);
    assertThat(verdictOf(2)).isEqualTo(Verdict.CoolOff);
    ledger.pass(Duration.ofHours(2));
    assertThat(ledger.foldAgain().faults())
        .extracting(Fault::state)
        .containsExactly(FaultState.Cancelled);
  }

  @Test
  void a_report_after_the_cool_off_acts_and_so_does_another_key_within_it() {
    ledger.add(fault(N, "GPU", "0"));
    fold();
    cancel(ledger.now.plus(Duration.ofHours(1)));
    second();
    ledger.add(fault(N, "GPU", "1"));
    assertThat(fold())
        .extracting(Fault::state)
        .containsExactly(FaultState.Cancelled, FaultState.Open);
    ledger.pass(Duration.ofHours(2));
    ledger.add(fault(N, "GPU", "0"));
    assertThat(fold()).extracting(Fault::state).containsExactly(FaultState.Open, FaultState.Open);
  }

  @Test
  void a_cool_off_without_an_end_is_ended_by_a_healthy_event_only() {
    ledger.add(fault(N, "GPU", "0"));
    fold();
    ledger.faults =
        ledger.faults.stream().map(f -> f.withState(FaultState.Cancelled, ledger.now)).toList();
    ledger.pass(Duration.ofDays(9));
    ledger.add(fault(N, "GPU", "0"));
    assertThat(fold()).extracting(Fault::state).containsExactly(FaultState.Cancelled);
    second();
    ledger.add(healthy(N, "GPU"));
    second();
    ledger.add(fault(N, "GPU", "0"));
    assertThat(fold()).extracting(Fault::state).containsExactly(FaultState.Open);
  }

  @Test
  void what_was_cancelled_stays_so_when_an_old_report_had_arrived_after_a_healthy_one() {
    second();
    ledger.add(healthy(N, "GPU"));
    ledger.add(fault(N, "GPU", "0").at(ledger.now.minusMillis(500)).spec());
    assertThat(fold()).hasSize(1);
    cancel(ledger.now.plus(Duration.ofHours(1)));
    assertThat(ledger.foldAgain().faults())
        .extracting(Fault::state)
        .containsExactly(FaultState.Cancelled);
  }

  @Test
  void a_lost_ledger_believes_what_the_events_say_of_a_release() {
    ledger.add(fault(N, "GPU", "0"));
    fold();
    cancel(ledger.now.plus(Duration.ofHours(1)));
    ledger.faults = List.of();
    assertThat(ledger.fold(true, true).faults())
        .extracting(Fault::state)
        .containsExactly(FaultState.Cancelled);
  }

  @Test
  void a_new_policy_takes_up_what_was_reported_before() {
    ledger.policies = NONE;
    ledger.add(fault(N, "GPU", "0"));
    fold();
    ledger.policies = BOTH;
    FoldResult result = ledger.foldAgain();
    assertThat(result.faults()).extracting(Fault::state).containsExactly(FaultState.Open);
    assertThat(result.outcomes()).hasOnlyElementsOfType(Outcome.Opened.class);
  }

  @Test
  void a_withdrawn_policy_takes_its_faults_along_and_says_so() {
    ledger.add(fault(N, "GPU", "0"));
    fold();
    ledger.policies = NONE;
    FoldResult result = ledger.foldAgain();
    assertThat(result.faults()).isEmpty();
    assertThat(result.withdrawn()).isTrue();
  }

  @Test
  void a_policy_that_only_observes_from_now_on_keeps_the_fault_without_acting() {
    ledger.add(fault(N, "GPU", "0"));
    fold();
    ledger.policies = Ledgers.policies(Map.of("gpu", policy("GPU").mode(Mode.Observe)));
    FoldResult result = ledger.foldAgain();
    assertThat(result.faults()).extracting(Fault::state).containsExactly(FaultState.Observed);
    assertThat(result.withdrawn()).isTrue();
  }

  @Test
  void a_policy_that_cannot_be_read_keeps_what_it_had_taken_up() {
    ledger.add(fault(N, "GPU", "0"));
    List<Fault> before = fold();
    ledger.policies = new PolicySet(9, List.of(), Set.of("gpu"));
    FoldResult result = ledger.foldAgain();
    assertThat(result.faults()).isEqualTo(before);
    assertThat(result.withdrawn()).isFalse();
  }

  @Test
  void a_node_that_does_not_match_any_more_keeps_the_faults_that_were_taken_up() {
    ledger.policies =
        Ledgers.policies(Map.of("gpu", policy("GPU").onNodes("!node.spec.unschedulable")));
    ledger.add(fault(N, "GPU", "0"));
    List<Fault> before = fold();
    ledger.node =
        Given.changed(
            Ledgers.node(Map.of()), Map.of(), Map.of(), true, Set.of("kubectl"), List.of());
    assertThat(ledger.foldAgain().faults()).isEqualTo(before);
  }

  @Test
  void deleting_the_event_closes_nothing() {
    ledger.add(fault(N, "GPU", "0"));
    List<Fault> before = fold();
    ledger.events.clear();
    assertThat(ledger.foldAgain().faults()).isEqualTo(before);
  }

  @Test
  void a_full_ledger_takes_no_more_and_says_so() {
    List<String> entities = IntStream.range(0, 512).mapToObj(String::valueOf).toList();
    ledger.add(fault(N, "GPU", "").entities(entities).codes("a", "b"));
    assertThat(fold()).hasSize(FaultLedger.MAX_FAULTS);
    ledger.add(fault(N, "GPU", "one-more"));
    assertThat(fold()).hasSize(FaultLedger.MAX_FAULTS);
    assertThat(verdictOf(2)).isEqualTo(Verdict.Skipped);
  }

  @Test
  void folding_again_changes_nothing_and_a_crash_in_between_neither() {
    for (int seed = 0; seed < 4000; seed++) {
      idempotent(seed);
    }
  }

  private static void idempotent(int seed) {
    Random random = new Random(seed);
    Ledgers ledger = new Ledgers(BOTH);
    int count = 2 + random.nextInt(9);
    for (int i = 0; i < count; i++) {
      ledger.add(random(random, ledger.now));
      ledger.pass(Duration.ofMillis(random.nextInt(900)));
    }
    List<StoredEvent> fresh = List.copyOf(ledger.events);
    FoldResult whole = ledger.foldAgain();
    FoldResult again = ledger.foldAgain();
    assertThat(again.faults())
        .as("seed %d: folded again %s", seed, fresh)
        .isEqualTo(whole.faults());
    assertThat(again.withdrawn()).as("seed %d", seed).isFalse();
    ledger.write(whole.outcomes());
    FoldResult written = ledger.foldAgain();
    assertThat(written.faults()).as("seed %d: statuses written", seed).isEqualTo(whole.faults());
    assertThat(written.outcomes()).as("seed %d: nothing new %s", seed, fresh).isEmpty();
    Ledgers halves = new Ledgers(BOTH);
    halves.now = ledger.now;
    int half = random.nextInt(count);
    halves.events.addAll(fresh.subList(0, half));
    FoldResult first = halves.foldAgain();
    if (random.nextBoolean()) {
      halves.write(first.outcomes());
    }
    List<StoredEvent> rest = fresh.subList(half, count);
    halves.events.addAll(rest);
    // A new process knows the ledger, and looks at everything again.
    assertThat(halves.foldAgain().faults())
        .as("seed %d: in two halves at %d %s", seed, half, fresh)
        .isEqualTo(whole.faults());
  }

  private static io.nodesentinel.crds.HealthEventSpec random(Random random, Instant now) {
    String part = random.nextInt(4) == 0 ? "NIC" : "GPU";
    Given.Report report =
        random.nextInt(3) == 0
            ? healthy(N, part)
            : fault(N, part, "").action(ACTIONS.get(random.nextInt(ACTIONS.size())));
    if (random.nextBoolean()) {
      report.entities(List.of(String.valueOf(random.nextInt(2))));
    }
    if (random.nextInt(3) == 0) {
      report.codes(String.valueOf(random.nextInt(2)));
    }
    return switch (random.nextInt(4)) {
      case 0 -> report.at(null).spec();
      case 1 -> report.at(now.minusMillis(random.nextInt(3000))).spec();
      default -> report.at(now).spec();
    };
  }
}
