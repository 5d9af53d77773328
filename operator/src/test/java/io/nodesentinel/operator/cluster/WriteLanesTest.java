package io.nodesentinel.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.operator.cluster.WriteLanes.Lane;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WriteLanesTest {
  private final WriteLanes lanes = new WriteLanes(8, () -> true);

  @Test
  void while_a_node_write_is_under_way_bookkeeping_keeps_to_two_places() throws Exception {
    CountDownLatch nodeMayEnd = new CountDownLatch(1);
    CountDownLatch nodeRuns = new CountDownLatch(1);
    CountDownLatch twoRun = new CountDownLatch(2);
    CountDownLatch othersMayEnd = new CountDownLatch(1);
    AtomicInteger started = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> node =
          threads.submit(() ->
              lanes.in(
                  Lane.NODE,
                  () -> {
                    nodeRuns.countDown();
                    return await(nodeMayEnd);
                  }));
      assertThat(nodeRuns.await(10, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 6; i++) {
        var _ =
            threads.submit(() ->
                lanes.in(
                    Lane.BOOKKEEPING,
                    () -> {
                      started.incrementAndGet();
                      twoRun.countDown();
                      return await(othersMayEnd);
                    }));
      }
      assertThat(twoRun.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(started.get()).isEqualTo(2);
      nodeMayEnd.countDown();
      assertThat(node.get(10, TimeUnit.SECONDS)).isTrue();
      othersMayEnd.countDown();
    }
    assertThat(started.get()).isEqualTo(6);
  }

  @Test
  void a_write_that_fails_gives_its_place_back() {
    for (int i = 0; i < 50; i++) {
      Lane lane = i % 2 == 0 ? Lane.NODE : Lane.BOOKKEEPING;
      try {
        lanes.in(
            lane,
            () -> {
              throw new IllegalArgumentException("refused");
            });
      } catch (IllegalArgumentException expected) {
        assertThat(expected).hasMessage("refused");
      }
    }
    assertThat(lanes.in(Lane.NODE, () -> "done")).isEqualTo("done");
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
