package io.nodesentinel.reconcilers.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.BlockedPod;
import io.nodesentinel.crds.DrainProgress;
import io.nodesentinel.reconcilers.node.Taint;
import io.nodesentinel.reconcilers.port.EvictionResult;
import io.nodesentinel.reconcilers.port.PodView;
import io.nodesentinel.reconcilers.port.TolerationView;
import io.nodesentinel.reconcilers.testing.Given;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Which pods are evicted, once each, and when a node counts as drained.
class DrainPlannerTest {
  private static final Instant NOW = Given.NOW;
  private static final Taint TAINT = new Taint("example.com/gpu", "broken", "NoSchedule");
  private static final PodView JOB = Given.pod("n", "job", "uid-job", false);

  private static DrainPlan plan(
      List<PodView> pods, @Nullable List<PodView> live, Map<String, EvictionAttempt> attempts) {
    return DrainPlanner.plan(
        new DrainObserved(NOW, NOW.minusSeconds(60), List.of(TAINT), pods, live, attempts, null));
  }

  private static EvictionAttempt answered(EvictionResult result, Instant at) {
    return Evicting.answered(Evicting.underWay(null, at), result, at);
  }

  private static PodView pod(
      String namespace,
      boolean daemon,
      boolean mirror,
      boolean finished,
      boolean optedOut,
      TolerationView... tolerations) {
    return new PodView(
        namespace,
        "p",
        "uid",
        "n",
        daemon,
        mirror,
        finished,
        false,
        optedOut,
        List.of(tolerations));
  }

  @Test
  void a_pod_that_counts_is_evicted_at_once() {
    assertThat(plan(List.of(JOB), null, Map.of()).evict()).containsExactly(JOB);
  }

  @Test
  void a_pod_is_not_evicted_again_while_the_answer_is_awaited_nor_after_it_was_accepted() {
    EvictionAttempt underWay = Evicting.underWay(null, NOW);
    assertThat(plan(List.of(JOB), null, Map.of("uid-job", underWay)).evict()).isEmpty();
    EvictionAttempt accepted = answered(new EvictionResult.Accepted(), NOW);
    assertThat(plan(List.of(JOB), null, Map.of("uid-job", accepted)).evict()).isEmpty();
  }

  @Test
  void a_terminating_pod_is_waited_for() {
    DrainPlan plan = plan(List.of(Given.pod("n", "job", "u", true)), null, Map.of());
    assertThat(plan.evict()).isEmpty();
    assertThat(plan.progress().left()).isEqualTo(1);
    assertThat(plan.needsLiveList()).isFalse();
  }

  @Test
  void a_pod_of_the_same_name_with_another_uid_is_another_pod() {
    EvictionAttempt accepted = answered(new EvictionResult.Accepted(), NOW);
    PodView next = Given.pod("n", "job", "uid-2", false);
    assertThat(plan(List.of(next), null, Map.of("uid-job", accepted)).evict())
        .containsExactly(next);
  }

  @Test
  void a_blocked_pod_is_shown_and_asked_again_only_after_its_back_off() {
    EvictionAttempt blocked = answered(new EvictionResult.Blocked("none allowed"), NOW);
    DrainPlan early = plan(List.of(JOB), null, Map.of("uid-job", blocked));
    assertThat(early.evict()).isEmpty();
    assertThat(early.lookAgain()).isEqualTo(Duration.ofMillis(500));
    assertThat(early.progress().blocked())
        .containsExactly(new BlockedPod("work", "job", "DisruptionBudget", "none allowed", NOW));
    EvictionAttempt due = answered(new EvictionResult.Blocked("none"), NOW.minusSeconds(1));
    assertThat(plan(List.of(JOB), null, Map.of("uid-job", due)).evict()).containsExactly(JOB);
  }

  @Test
  void one_blocked_pod_holds_no_other_up() {
    PodView other = Given.pod("n", "other", "uid-other", false);
    EvictionAttempt blocked = answered(new EvictionResult.Blocked("none"), NOW);
    assertThat(plan(List.of(JOB, other), null, Map.of("uid-job", blocked)).evict())
        .containsExactly(other);
  }

  @Test
  void the_back_off_grows_to_a_bound_and_a_refusal_waits_a_minute() {
    EvictionAttempt attempt = Evicting.underWay(null, NOW);
    Duration last = Duration.ZERO;
    for (int i = 0; i < 40; i++) {
      attempt = Evicting.answered(attempt, new EvictionResult.Blocked("none"), NOW);
      Instant next = attempt.next();
      assertThat(next).isNotNull();
      last = next == null ? Duration.ZERO : Duration.between(NOW, next);
      attempt = Evicting.underWay(attempt, NOW);
    }
    assertThat(last).isEqualTo(Duration.ofSeconds(15));
    assertThat(attempt.tries()).isEqualTo(41);
    assertThat(answered(new EvictionResult.Refused("two budgets"), NOW).next())
        .isEqualTo(NOW.plusSeconds(60));
    assertThat(answered(new EvictionResult.Busy("busy", Duration.ofSeconds(7)), NOW).next())
        .isEqualTo(NOW.plusSeconds(7));
  }

  @Test
  void what_does_not_have_to_leave_does_not_count() {
    List<PodView> stay =
        List.of(
            pod("work", true, false, false, false),
            pod("work", false, true, false, false),
            pod("work", false, false, true, false),
            pod("work", false, false, false, true),
            pod("kube-system", false, false, false, false),
            pod("work", false, false, false, false, new TolerationView("", true, "", "")),
            pod(
                "work",
                false,
                false,
                false,
                false,
                new TolerationView("example.com/gpu", false, "broken", "NoSchedule")));
    assertThat(Countable.of(stay, List.of(TAINT))).isEmpty();
  }

  @Test
  void a_pod_that_tolerates_another_value_or_only_some_taints_has_to_leave() {
    PodView other =
        pod(
            "work",
            false,
            false,
            false,
            false,
            new TolerationView("example.com/gpu", false, "fine", "NoSchedule"));
    PodView some =
        pod(
            "work",
            false,
            false,
            false,
            false,
            new TolerationView("example.com/gpu", true, "", ""));
    Taint second = new Taint("example.com/disk", "", "NoSchedule");
    assertThat(Countable.of(List.of(other), List.of(TAINT))).hasSize(1);
    assertThat(Countable.of(List.of(some), List.of(TAINT, second))).hasSize(1);
  }

  @Test
  void without_a_taint_of_the_session_no_toleration_keeps_a_pod() {
    PodView tolerant =
        pod("work", false, false, false, false, new TolerationView("", true, "", ""));
    assertThat(Countable.of(List.of(tolerant), List.of())).hasSize(1);
  }

  @Test
  void drained_is_said_only_after_the_api_server_was_asked() {
    DrainPlan memory = plan(List.of(), null, Map.of());
    assertThat(memory.drained()).isFalse();
    assertThat(memory.needsLiveList()).isTrue();
    DrainPlan live = plan(List.of(), List.of(), Map.of());
    assertThat(live.drained()).isTrue();
    assertThat(live.needsLiveList()).isFalse();
  }

  @Test
  void a_pod_that_memory_does_not_know_yet_keeps_the_node_from_being_drained() {
    DrainPlan plan = plan(List.of(), List.of(JOB), Map.of());
    assertThat(plan.drained()).isFalse();
    assertThat(plan.evict()).containsExactly(JOB);
    assertThat(plan.lookAgain()).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void progress_counts_what_left_and_never_forgets_when_it_began() {
    DrainProgress before =
        new DrainProgress(List.of(), 3, 3, 0, List.of(), NOW.minusSeconds(30), null);
    DrainPlan plan =
        DrainPlanner.plan(
            new DrainObserved(
                NOW, NOW.minusSeconds(60), List.of(), List.of(JOB), null, Map.of(), before));
    assertThat(plan.progress().total()).isEqualTo(3);
    assertThat(plan.progress().left()).isEqualTo(1);
    assertThat(plan.progress().evicted()).isEqualTo(2);
    assertThat(plan.progress().startedAt()).isEqualTo(NOW.minusSeconds(30));
  }
}
