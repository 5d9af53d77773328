package io.nodesentinel.operator.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.operator.leader.LeaseKeeper.Result;
import io.nodesentinel.reconcilers.port.ApiException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeaseKeeperTest {
  private final AtomicLong now = new AtomicLong();
  private final OneLease lease = new OneLease();
  private final List<Long> renewals = new ArrayList<>();
  private final LeaseKeeper a = keeper("a", now, renewals);
  private final LeaseKeeper b = keeper("b", now, new ArrayList<>());

  private LeaseKeeper keeper(String name, AtomicLong clock, List<Long> renewed) {
    return new LeaseKeeper(lease, name, Duration.ofSeconds(15), clock::get, renewed::add);
  }

  private void pass(int seconds) {
    now.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  @Test
  void the_first_takes_it_and_keeps_it_while_it_renews() {
    assertThat(a.tick()).isEqualTo(Result.WON);
    for (int i = 0; i < 20; i++) {
      pass(2);
      assertThat(b.tick()).isEqualTo(Result.WAITING);
      assertThat(a.tick()).isEqualTo(Result.HELD);
    }
    assertThat(renewals).hasSize(21);
    assertThat(lease.transitions()).isZero();
  }

  @Test
  void a_silent_holder_is_succeeded_after_the_whole_duration_and_no_sooner() {
    a.tick();
    b.tick();
    pass(15);
    assertThat(b.tick()).isEqualTo(Result.WAITING);
    pass(1);
    assertThat(b.tick()).isEqualTo(Result.WON);
    assertThat(a.tick()).isEqualTo(Result.LOST);
    assertThat(a.tick()).isEqualTo(Result.WAITING);
    assertThat(lease.transitions()).isEqualTo(1);
  }

  @Test
  void who_comes_late_waits_for_the_whole_duration_of_its_own_clock() {
    a.tick();
    pass(600);
    assertThat(b.tick()).isEqualTo(Result.WAITING);
    pass(16);
    assertThat(b.tick()).isEqualTo(Result.WON);
  }

  @Test
  void a_holder_that_stood_still_goes_on_if_nobody_took_it() {
    a.tick();
    pass(3_600);
    assertThat(a.tick()).isEqualTo(Result.HELD);
    assertThat(renewals).last().isEqualTo(now.get());
  }

  @Test
  void what_is_given_back_is_taken_at_once() {
    a.tick();
    b.tick();
    a.giveBack();
    assertThat(b.tick()).isEqualTo(Result.WON);
    b.tick();
    a.giveBack();
    assertThat(b.tick()).isEqualTo(Result.HELD);
  }

  @Test
  void a_renewal_that_somebody_was_quicker_with_does_not_count() {
    a.tick();
    lease.meanwhile = () -> lease.write(lease.read(), "other");
    assertThat(a.tick()).isEqualTo(Result.LOST);
    assertThat(renewals).hasSize(1);
  }

  @Test
  void a_holder_renews_by_one_request() {
    a.tick();
    lease.reads = 0;
    assertThat(a.tick()).isEqualTo(Result.HELD);
    assertThat(lease.reads).isZero();
    assertThat(renewals).hasSize(2);
  }

  @Test
  void a_renewal_whose_answer_was_lost_is_found_by_the_next() {
    a.tick();
    lease.losesAnswer = true;
    assertThatThrownBy(a::tick).isInstanceOf(ApiException.class);
    assertThat(renewals).hasSize(1);
    pass(2);
    assertThat(a.tick()).isEqualTo(Result.HELD);
    assertThat(renewals).hasSize(2).last().isEqualTo(now.get());
  }

  @Test
  void a_lease_that_was_deleted_is_made_anew() {
    a.tick();
    lease.lease = null;
    assertThat(a.tick()).isEqualTo(Result.HELD);
    assertThat(b.tick()).isEqualTo(Result.WAITING);
  }

  @Test
  void no_answer_renews_nothing() {
    a.tick();
    lease.down = true;
    assertThatThrownBy(a::tick).isInstanceOf(ApiException.class);
    assertThat(renewals).hasSize(1);
    lease.down = false;
    assertThat(a.tick()).isEqualTo(Result.HELD);
  }

  private static final class OneLease implements Leases {
    private @Nullable LeaseView lease;
    private int version;
    private int reads;
    private boolean down;
    private boolean losesAnswer;
    private @Nullable Runnable meanwhile;

    int transitions() {
      return lease == null ? 0 : lease.transitions();
    }

    @Override
    public @Nullable LeaseView read() {
      reads++;
      if (down) {
        throw new ApiException(ApiException.Kind.UNAVAILABLE, "down", null, null);
      }
      return lease;
    }

    @Override
    public LeaseView write(@Nullable LeaseView base, String holder) {
      if (down) {
        throw new ApiException(ApiException.Kind.UNAVAILABLE, "down", null, null);
      }
      Runnable first = meanwhile;
      meanwhile = null;
      if (first != null) {
        first.run();
      }
      boolean same =
          base == null ? lease == null : lease != null && lease.version().equals(base.version());
      if (!same) {
        throw new ApiException(ApiException.Kind.CONFLICT, "changed", null, null);
      }
      int moves = base == null ? 0 : base.transitions() + (base.holder().equals(holder) ? 0 : 1);
      lease = new LeaseView(holder, String.valueOf(++version), moves, null);
      if (losesAnswer) {
        losesAnswer = false;
        throw new ApiException(ApiException.Kind.UNAVAILABLE, "no answer", null, null);
      }
      return lease;
    }
  }
}
