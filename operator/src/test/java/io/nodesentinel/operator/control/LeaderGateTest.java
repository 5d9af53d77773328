package io.nodesentinel.operator.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LeaderGateTest {
  private final AtomicLong now = new AtomicLong();

  @Test
  void only_an_open_gate_lets_anything_through() {
    try (LeaderGate gate = new LeaderGate(Duration.ofSeconds(5), now::get)) {
      assertThat(gate.isLeader()).isFalse();
      gate.open();
      assertThat(gate.isLeader()).isTrue();
      gate.shut();
      assertThat(gate.isLeader()).isFalse();
    }
  }

  @Test
  void a_standstill_longer_than_the_lease_allows_closes_it_for_good() {
    try (LeaderGate gate = new LeaderGate(Duration.ofSeconds(5), now::get)) {
      gate.open();
      now.addAndGet(Duration.ofSeconds(6).toNanos());
      assertThat(gate.isLeader()).isFalse();
      assertThat(gate.isBroken()).isTrue();
      gate.open();
      assertThat(gate.isLeader()).isFalse();
    }
  }

  @Test
  void a_standby_may_stand_still_as_long_as_it_likes() {
    try (LeaderGate gate = new LeaderGate(Duration.ofSeconds(5), now::get)) {
      now.addAndGet(Duration.ofHours(1).toNanos());
      assertThat(gate.isLeader()).isFalse();
      gate.open();
      assertThat(gate.isLeader()).isTrue();
      assertThat(gate.isBroken()).isFalse();
    }
  }
}
