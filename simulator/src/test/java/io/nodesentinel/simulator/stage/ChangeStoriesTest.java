package io.nodesentinel.simulator.stage;

import static io.nodesentinel.simulator.stage.Stage.N;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.Phase;
import io.nodesentinel.crds.QuarantinePolicySpec;
import io.nodesentinel.crds.TaintEffect;
import io.nodesentinel.crds.TaintSpec;
import io.nodesentinel.reconcilers.node.Taint;
import io.nodesentinel.simulator.world.Policies;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Policies and nodes that change under a session.
class ChangeStoriesTest {
  private static final Duration A_WHILE = Duration.ofMinutes(3);

  private static QuarantinePolicySpec withTaint(QuarantinePolicySpec p, TaintSpec taint) {
    return new QuarantinePolicySpec(
        p.mode(),
        p.nodeSelector(),
        p.includeControlPlane(),
        p.match(),
        p.nodeConditions(),
        p.priority(),
        p.cordon(),
        List.of(taint),
        p.allowNoExecute(),
        p.labels(),
        p.drainPolicy(),
        p.maxAge(),
        p.healthyFor(),
        p.coolOff(),
        p.flapGuard());
  }

  @Test
  void a_node_that_is_opted_out_is_given_back_and_taken_again_when_it_is_opted_in() {
    Story.plays(
        s -> s.fault(N, "GPU", "0"),
        s -> s.people().optOut(N),
        s -> assertThat(s.record(N)).isEmpty(),
        s -> s.people().optIn(N));
  }

  @Test
  void a_policy_that_is_withdrawn_ends_the_session() {
    Story.plays(
        s -> s.fault(N, "GPU", "0"),
        s -> s.people().withdraw("gpu"),
        s -> assertThat(s.status(N).phase()).isEqualTo(Phase.Cancelled),
        s -> s.healthy(N, "GPU"));
  }

  @Test
  void a_policy_that_changes_changes_the_node_and_one_that_only_observes_frees_it() {
    TaintSpec other = new TaintSpec("example.com/other", "x", TaintEffect.NoSchedule);
    QuarantinePolicySpec tainted = withTaint(Policies.GPU, other);
    Story.plays(
        s -> s.fault(N, "GPU", "0"),
        s -> s.people().apply("gpu", tainted),
        s -> assertThat(s.node(N).taints()).extracting(Taint::key).containsExactly(other.key()),
        s -> s.people().apply("gpu", Policies.GPU_OBSERVED),
        s -> assertThat(s.record(N)).isEmpty(),
        s -> s.healthy(N, "GPU"));
  }

  @Test
  void a_policy_without_a_cordon_gives_the_cordon_back() {
    Story.plays(
        s -> s.fault(N, "GPU", "0"),
        s -> s.people().apply("gpu", Policies.GPU_TAINTED),
        s -> assertThat(s.node(N).unschedulable()).isFalse(),
        s -> assertThat(s.record(N)).isPresent(),
        s -> s.healthy(N, "GPU"));
  }

  @Test
  void a_machine_whose_node_was_deleted_keeps_its_fault_until_it_is_well() {
    Story.plays(
        s -> s.fault(N, "GPU", "0"),
        s -> s.people().deleteNode(N),
        s -> s.pass(A_WHILE),
        s -> s.people().addNode(N, "machine-7"),
        s -> assertThat(s.record(N)).isPresent(),
        s -> s.healthy(N, "GPU"),
        s -> assertThat(s.record(N)).isEmpty());
  }

  @Test
  void another_machine_that_took_the_name_unseen_starts_clean() {
    Story.plays(
        s -> s.fault(N, "GPU", "0"),
        s -> {
          s.unseen("nodes", A_WHILE);
          s.people().deleteNode(N);
          s.pass(A_WHILE.minusSeconds(1));
          s.people().addNode(N, "another");
        },
        s -> assertThat(s.record(N)).isEmpty(),
        s -> s.fault(N, "GPU", "0"),
        s -> assertThat(s.record(N)).isPresent());
  }
}
