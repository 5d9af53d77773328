package io.nodesentinel.reconcilers.quarantine;

import static io.nodesentinel.reconcilers.testing.Given.fault;
import static io.nodesentinel.reconcilers.testing.Given.healthy;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.Phase;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.node.Taint;
import io.nodesentinel.reconcilers.testing.Crash;
import io.nodesentinel.reconcilers.testing.Disturbance;
import io.nodesentinel.reconcilers.testing.Snapshot;
import io.nodesentinel.reconcilers.testing.World;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// A person's change lands between what was read and each single write of a session.
class ConflictTest {
  private static final String N = QuarantineReconcilerTest.N;
  private static final Taint THEIRS = new Taint("their.org/x", "1", "NoSchedule");

  private static World begin() {
    return QuarantineReconcilerTest.world(1, QuarantineReconcilerTest.POLICIES);
  }

  /// One fault, a second one, and the recovery of the first.
  private static void play(World world) {
    world.report(fault(N, "GPU", "0"));
    world.settle();
    world.pass(Duration.ofSeconds(2));
    world.report(fault(N, "DISK", ""));
    world.settle();
    world.pass(Duration.ofSeconds(2));
    world.report(healthy(N, "GPU"));
    world.settle();
  }

  private static void eachWrite(Consumer<World> change, Consumer<World> then) {
    World calm = begin();
    play(calm);
    for (int write = 1; write <= calm.writes(); write++) {
      World world = begin();
      world.disturb(Disturbance.meanwhile(write, () -> change.accept(world)));
      play(world);
      String context = "at write " + write + "\n" + world.tail() + "\n" + Snapshot.of(world);
      assertThat(Snapshot.contradictions(world)).as(context).isEmpty();
      assertThat(world.lookAtAllAgain()).as("writes at rest " + context).isZero();
      try {
        then.accept(world);
      } catch (AssertionError failure) {
        throw new AssertionError(context, failure);
      }
    }
  }

  @Test
  void a_foreign_taint_and_a_foreign_label_survive_whenever_they_come() {
    eachWrite(
        world -> {
          world.nodes.taint(N, THEIRS);
          world.nodes.label(N, "their.org/rack", "r1");
        },
        world -> {
          assertThat(world.nodes.now(N).taints()).contains(THEIRS);
          assertThat(world.nodes.now(N).labels()).containsEntry("their.org/rack", "r1");
          assertThat(world.quarantines.status(N).phase()).isEqualTo(Phase.Quarantined);
        });
  }

  @Test
  void an_uncordon_is_never_undone_for_the_faults_that_were_known() {
    boolean[] undid = new boolean[1];
    eachWrite(
        world -> {
          undid[0] = world.nodes.now(N).unschedulable();
          world.nodes.uncordon(N);
          world.onStart((before, after) -> {
            if (undid[0]
                && world.quarantines.status(N).faults().stream()
                    .anyMatch(f ->
                        f.key().componentClass().equals("GPU")
                            && NodeRecordCodec.read(
                                    after.annotations().get(NodeMarks.RECORD_ANNOTATION))
                                .orElseThrow()
                                .faults()
                                .stream()
                                .anyMatch(r -> r.key().equals(f.key())))) {
              throw new AssertionError("quarantined again for what a person released");
            }
          });
        },
        world -> {
          if (undid[0]) {
            assertThat(world.announcements)
                .anyMatch(a -> a.reason().name().equals("ManuallyReleased"));
          }
        });
  }

  @Test
  void a_deleted_quarantine_is_a_release_whenever_it_comes() {
    eachWrite(
        world -> world.quarantines.remove(N), world -> assertThat(world.violations).isEmpty());
  }

  @Test
  void
      a_fault_that_comes_back_while_the_process_that_released_its_node_dies_begins_a_new_session() {
    World world = begin();
    world.report(fault(N, "GPU", "0"));
    world.settle();
    world.pass(Duration.ofSeconds(2));
    world.disturb(
        new Disturbance() {
          private boolean died;

          @Override
          public void after(int number, String what) {
            if (!died && what.equals("node " + N)) {
              died = true;
              world.pass(Duration.ofSeconds(2));
              world.report(fault(N, "GPU", "0"));
              throw new Crash();
            }
          }
        });
    world.report(healthy(N, "GPU"));
    world.settle();
    assertThat(world.announcements).noneMatch(a -> a.reason().name().equals("ManuallyReleased"));
    assertThat(world.nodes.record(N)).isPresent();
    assertThat(Snapshot.contradictions(world)).isEmpty();
  }
}
