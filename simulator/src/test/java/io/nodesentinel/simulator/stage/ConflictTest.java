package io.nodesentinel.simulator.stage;

import static io.nodesentinel.simulator.stage.Stage.N;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.FaultKey;
import io.nodesentinel.crds.Phase;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.node.Taint;
import io.nodesentinel.reconcilers.port.Announcement;
import io.nodesentinel.reconcilers.quarantine.NodeRecord;
import io.nodesentinel.reconcilers.quarantine.NodeRecordCodec;
import io.nodesentinel.simulator.replica.Fate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// A person's change lands between what was read and each single write of a session.
class ConflictTest {
  private static final Taint THEIRS = new Taint("their.org/x", "1", "NoSchedule");

  /// One fault, a second one, and the recovery of the first; then what must be so.
  private static Story story(Step then) {
    return new Story(
        1,
        List.of(
            s -> s.fault(N, "GPU", "0"),
            s -> s.fault(N, "DISK", ""),
            s -> s.healthy(N, "GPU"),
            then));
  }

  private static void atEachWrite(Step change, Step then) {
    int writes = story(s -> {}).play(Disturbance.NONE, "undisturbed").writes().size();
    assertThat(writes).as("writes").isPositive();
    for (int write = 1; write <= writes; write++) {
      story(then).play(Disturbance.meanwhile(write, change), "at write " + write);
    }
  }

  private static boolean isManualRelease(Announcement announcement) {
    return announcement.reason().name().equals("ManuallyReleased");
  }

  @Test
  void a_foreign_taint_and_a_foreign_label_survive_whenever_they_come() {
    atEachWrite(
        s -> {
          s.people().taint(N, THEIRS);
          s.people().label(N, "their.org/rack", "r1");
        },
        s -> {
          assertThat(s.node(N).taints()).contains(THEIRS);
          assertThat(s.node(N).labels()).containsEntry("their.org/rack", "r1");
          assertThat(s.status(N).phase()).isEqualTo(Phase.Quarantined);
        });
  }

  @Test
  void an_uncordon_is_never_undone_for_the_faults_that_were_known() {
    AtomicBoolean undid = new AtomicBoolean();
    atEachWrite(
        s -> {
          undid.set(s.node(N).unschedulable());
          s.people().uncordon(N);
          s.wire()
              .onStart(node -> {
                if (undid.get()) {
                  assertThat(recorded(node))
                      .as("quarantined again for what a person released")
                      .doesNotContainAnyElementsOf(known(s, "GPU"));
                }
              });
        },
        s -> {
          if (undid.get()) {
            assertThat(s.wire().announcements()).anyMatch(ConflictTest::isManualRelease);
          }
        });
  }

  private static Set<FaultKey> recorded(NodeView node) {
    return NodeRecordCodec.read(node.annotations().get(NodeMarks.RECORD_ANNOTATION))
        .orElseThrow()
        .faults()
        .stream()
        .map(NodeRecord.RecordedFault::key)
        .collect(Collectors.toSet());
  }

  /// The keys of a component class in the ledger; one that never was stands for none.
  private static Set<FaultKey> known(Stage stage, String part) {
    Set<FaultKey> keys =
        stage.status(N).faults().stream()
            .map(f -> f.key())
            .filter(key -> key.componentClass().equals(part))
            .collect(Collectors.toSet());
    return keys.isEmpty() ? Set.of(new FaultKey("", "", "", 0, "", "", "")) : keys;
  }

  @Test
  void a_deleted_quarantine_is_a_release_whenever_it_comes() {
    atEachWrite(s -> s.people().deleteQuarantine(N), s -> {});
  }

  @Test
  void
      a_fault_that_comes_back_while_the_process_that_released_its_node_dies_begins_a_new_session() {
    AtomicBoolean armed = new AtomicBoolean();
    Disturbance dies =
        (stage, number, request) -> {
          if (!request.startsWith("patch node ") || !armed.getAndSet(false)) {
            return Fate.ANSWERED;
          }
          stage.crash();
          stage.soon(Duration.ofSeconds(2), s -> s.fault(N, "GPU", "0"));
          return Fate.ANSWER_LOST;
        };
    Stage stage =
        new Story(
                1,
                List.of(
                    s -> armed.set(false),
                    s -> s.fault(N, "GPU", "0"),
                    s -> armed.set(true),
                    s -> s.healthy(N, "GPU")))
            .play(dies, "dies when it has released the node");
    assertThat(armed).isFalse();
    assertThat(stage.wire().announcements()).noneMatch(ConflictTest::isManualRelease);
    assertThat(stage.record(N)).isPresent();
  }
}
