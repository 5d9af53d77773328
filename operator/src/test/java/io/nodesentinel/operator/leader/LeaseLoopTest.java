package io.nodesentinel.operator.leader;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.reconcilers.port.ApiException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeaseLoopTest {
  @Test
  void while_the_server_does_not_answer_it_says_so_and_no_longer() throws Exception {
    Flaky leases = new Flaky();
    CountDownLatch won = new CountDownLatch(1);
    LeaseKeeper keeper =
        new LeaseKeeper(leases, "a", Duration.ofSeconds(15), System::nanoTime, _ -> {});
    try (LeaseLoop loop =
        LeaseLoop.start(keeper, new LeasePace(Duration.ofMillis(1)), won::countDown, () -> {})) {
      // The second try begins when the first has said what came of it.
      assertThat(leases.secondTry.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(loop.failure()).isEqualTo("neither read nor renewed: down");

      leases.goOn.countDown();

      assertThat(won.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(loop.failure()).isEmpty();
    }
  }

  /// Fails once; then answers when it is told to go on.
  private static final class Flaky implements Leases {
    private final CountDownLatch secondTry = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private boolean failed;

    @Override
    public @Nullable LeaseView read() {
      if (!failed) {
        failed = true;
        throw new ApiException(ApiException.Kind.UNAVAILABLE, "down", null, null);
      }
      secondTry.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return null;
    }

    @Override
    public LeaseView write(@Nullable LeaseView base, String holder) {
      return new LeaseView(holder, "1", 0, null);
    }
  }
}
