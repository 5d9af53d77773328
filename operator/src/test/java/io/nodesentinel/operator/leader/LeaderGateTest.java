package io.nodesentinel.operator.leader;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LeaderGateTest {
  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger regained = new AtomicInteger();
  private final LeaderGate gate =
      new LeaderGate(Duration.ofSeconds(10), now::get, regained::incrementAndGet);

  private void pass(int seconds) {
    now.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  @Test
  void only_an_open_gate_lets_anything_through() {
    gate.renewed(now.get());
    assertThat(gate.isLeader()).isFalse();
    gate.open();
    assertThat(gate.isLeader()).isTrue();
    gate.shut();
    assertThat(gate.isLeader()).isFalse();
  }

  @Test
  void once_shut_it_stays_shut_though_a_takeover_ends_only_now() {
    gate.renewed(now.get());
    gate.shut();
    gate.open();
    assertThat(gate.isLeader()).isFalse();
  }

  @Test
  void it_is_closed_once_the_last_renewal_is_too_long_ago() {
    gate.renewed(now.get());
    gate.open();
    pass(10);
    assertThat(gate.isLeader()).isTrue();
    pass(1);
    assertThat(gate.isLeader()).isFalse();
  }

  @Test
  void what_counts_is_when_the_renewal_was_sent_not_when_it_was_answered() {
    long sent = now.get();
    gate.open();
    pass(8);
    gate.renewed(sent);
    pass(3);
    assertThat(gate.isLeader()).isFalse();
  }

  @Test
  void after_a_lapse_the_next_renewal_opens_it_and_says_so_once() {
    gate.renewed(now.get());
    gate.open();
    pass(11);
    assertThat(gate.isLeader()).isFalse();
    gate.renewed(now.get());
    gate.renewed(now.get());
    assertThat(gate.isLeader()).isTrue();
    assertThat(regained).hasValue(1);
  }

  @Test
  void a_lapse_in_which_nobody_asked_costs_nothing() {
    gate.renewed(now.get());
    gate.open();
    pass(11);
    gate.renewed(now.get());
    assertThat(gate.isLeader()).isTrue();
    assertThat(regained).hasValue(0);
  }

  @Test
  void a_gate_that_was_shut_stays_so_whatever_is_renewed() {
    gate.open();
    gate.shut();
    gate.renewed(now.get());
    assertThat(gate.isLeader()).isFalse();
    assertThat(regained).hasValue(0);
  }
}
