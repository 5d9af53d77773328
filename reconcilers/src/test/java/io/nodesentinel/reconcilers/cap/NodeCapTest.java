package io.nodesentinel.reconcilers.cap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.reconcilers.testing.Given;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// How many nodes may be out, and who goes first when there is room again.
class NodeCapTest {
  private static final Instant T = Given.NOW;

  private final Set<String> out = new HashSet<>();
  private final List<String> looks = new ArrayList<>();
  private int total = 10;

  private NodeCap cap(String limit) {
    return new NodeCap(
        CapLimit.parse(limit),
        new NodeCap.Census() {
          @Override
          public int total() {
            return total;
          }

          @Override
          public int out() {
            return out.size();
          }

          @Override
          public boolean isOut(String nodeName) {
            return out.contains(nodeName);
          }
        },
        looks::add);
  }

  @Test
  void a_share_rounds_up_and_is_at_least_one() {
    assertThat(CapLimit.parse("10%").of(11)).isEqualTo(2);
    assertThat(CapLimit.parse("10%").of(10)).isEqualTo(1);
    assertThat(CapLimit.parse("1%").of(3)).isEqualTo(1);
    assertThat(CapLimit.parse("50%").of(0)).isEqualTo(1);
    assertThat(CapLimit.parse(" 15 ").of(3)).isEqualTo(15);
    assertThat(CapLimit.parse("100%").of(100_000_000)).isEqualTo(100_000_000);
  }

  @Test
  void a_limit_that_means_nothing_is_refused_with_a_sentence() {
    for (String wrong : List.of("", "ten", "0", "0%", "101%", "-1", "1.5", "%")) {
      assertThatThrownBy(() -> CapLimit.parse(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(wrong.trim());
    }
  }

  @Test
  void places_are_given_until_the_limit_and_not_beyond() {
    NodeCap cap = cap("2");
    assertThat(cap.tryReserve("a", T)).isTrue();
    assertThat(cap.tryReserve("b", T)).isTrue();
    assertThat(cap.tryReserve("c", T)).isFalse();
    assertThat(cap.heldCount()).isEqualTo(1);
  }

  @Test
  void asking_again_while_holding_a_place_is_granted_and_takes_no_second_one() {
    NodeCap cap = cap("2");
    assertThat(cap.tryReserve("a", T)).isTrue();
    assertThat(cap.tryReserve("a", T)).isTrue();
    assertThat(cap.tryReserve("b", T)).isTrue();
  }

  @Test
  void a_place_is_not_counted_twice_between_the_cordon_and_its_settlement() {
    NodeCap cap = cap("2");
    assertThat(cap.tryReserve("a", T)).isTrue();
    out.add("a");
    assertThat(cap.tryReserve("b", T)).isTrue();
  }

  @Test
  void nodes_that_are_out_for_another_reason_take_places() {
    NodeCap cap = cap("2");
    out.addAll(Set.of("x", "y"));
    assertThat(cap.tryReserve("a", T)).isFalse();
  }

  @Test
  void a_place_given_back_wakes_who_waits_longest() {
    NodeCap cap = cap("1");
    assertThat(cap.tryReserve("a", T)).isTrue();
    assertThat(cap.tryReserve("late", T.plusSeconds(2))).isFalse();
    assertThat(cap.tryReserve("early", T.plusSeconds(1))).isFalse();
    looks.clear();
    cap.settle("a");
    assertThat(looks).containsExactly("early");
    assertThat(cap.tryReserve("late", T.plusSeconds(2))).isFalse();
    assertThat(cap.tryReserve("early", T.plusSeconds(1))).isTrue();
  }

  @Test
  void who_waited_before_the_process_began_keeps_its_turn() {
    NodeCap cap = cap("1");
    cap.remember("old", T.minusSeconds(60));
    assertThat(cap.tryReserve("new", T)).isFalse();
    assertThat(cap.tryReserve("old", T)).isTrue();
  }

  @Test
  void who_does_not_wait_any_more_blocks_nobody() {
    NodeCap cap = cap("1");
    cap.remember("gone", T.minusSeconds(60));
    assertThat(cap.tryReserve("a", T)).isFalse();
    looks.clear();
    cap.forget("gone");
    assertThat(looks).containsExactly("a");
    assertThat(cap.tryReserve("a", T)).isTrue();
  }

  @Test
  void more_nodes_make_room() {
    NodeCap cap = cap("10%");
    assertThat(cap.tryReserve("a", T)).isTrue();
    assertThat(cap.tryReserve("b", T)).isFalse();
    total = 20;
    looks.clear();
    cap.roomMayHaveAppeared();
    assertThat(looks).containsExactly("b");
    assertThat(cap.tryReserve("b", T)).isTrue();
    assertThat(cap.limit()).isEqualTo(2);
  }

  @Test
  void a_settled_node_that_is_out_gives_no_place_away() {
    NodeCap cap = cap("1");
    assertThat(cap.tryReserve("a", T)).isTrue();
    out.add("a");
    cap.settle("a");
    assertThat(cap.holdsPlace("a")).isFalse();
    assertThat(cap.tryReserve("b", T)).isFalse();
  }
}
