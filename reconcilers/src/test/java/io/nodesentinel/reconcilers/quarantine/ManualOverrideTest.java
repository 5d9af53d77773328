package io.nodesentinel.reconcilers.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.node.Taint;
import io.nodesentinel.reconcilers.testing.Given;
import io.nodesentinel.reconcilers.testing.Ledgers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What of a node's state says that a person undid its session.
class ManualOverrideTest {
  private static final Taint OURS = new Taint("example.com/gpu", "broken", "NoSchedule");

  private static NodeView node(boolean cordoned, Set<String> owners, Taint... taints) {
    return Given.changed(
        Ledgers.node(Map.of()), Map.of(), Map.of(), cordoned, owners, List.of(taints));
  }

  private static NodeRecord record(boolean cordon, boolean pre) {
    NodeRecord r = NodeRecordCodecTest.record(0);
    return new NodeRecord(
        r.session(),
        r.nodeUid(),
        r.startedAt(),
        r.by(),
        cordon,
        List.of(OURS),
        Map.of(),
        pre,
        List.of(),
        List.of(),
        0);
  }

  private static final Set<String> US = Set.of(NodeMarks.FIELD_MANAGER);

  @Test
  void a_node_as_the_session_left_it_is_no_override() {
    assertThat(ManualOverride.detect(node(true, US, OURS), record(true, false))).isEmpty();
    assertThat(ManualOverride.detect(node(true, Set.of(), OURS), record(true, false))).isEmpty();
    assertThat(ManualOverride.detect(node(false, Set.of(), OURS), record(false, false))).isEmpty();
  }

  @Test
  void an_uncordon_is_one_whoever_had_cordoned() {
    assertThat(ManualOverride.detect(node(false, Set.of(), OURS), record(true, false))).isPresent();
    assertThat(ManualOverride.detect(node(false, Set.of(), OURS), record(true, true))).isPresent();
  }

  @Test
  void a_cordon_that_changed_hands_is_one_and_names_the_hand() {
    assertThat(ManualOverride.detect(node(true, Set.of("kubectl"), OURS), record(true, false)))
        .hasValueSatisfying(what -> assertThat(what).contains("kubectl"));
    assertThat(ManualOverride.detect(node(true, Set.of("kubectl"), OURS), record(true, true)))
        .isEmpty();
  }

  @Test
  void a_taint_of_ours_that_is_gone_or_changed_is_one() {
    assertThat(ManualOverride.detect(node(true, US), record(true, false))).isPresent();
    Taint changed = new Taint(OURS.key(), "mended", OURS.effect());
    assertThat(ManualOverride.detect(node(true, US, changed), record(true, false))).isPresent();
  }

  @Test
  void a_taint_that_got_a_time_is_the_same_taint() {
    Taint timed = new Taint(OURS.key(), OURS.value(), OURS.effect(), "2026-03-01T12:00:00Z");
    assertThat(ManualOverride.detect(node(true, US, timed), record(true, false))).isEmpty();
  }

  @Test
  void a_cordon_by_others_where_the_session_wants_none_is_their_business() {
    assertThat(ManualOverride.detect(node(true, Set.of("kubectl"), OURS), record(false, false)))
        .isEmpty();
  }
}
