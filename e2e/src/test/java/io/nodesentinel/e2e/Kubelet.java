package io.nodesentinel.e2e;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Brings what the server mounts to it again and again, later than everybody else sees it, as a
/// kubelet does.
final class Kubelet implements AutoCloseable {
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("kubelet").daemon().factory());
  private volatile @Nullable RuntimeException failure;

  private Kubelet() {}

  static Kubelet of(CertificateScene scene) {
    Kubelet kubelet = new Kubelet();
    var _ =
        kubelet.timer.scheduleWithFixedDelay(
            () -> kubelet.sync(scene), 1, 1_500, TimeUnit.MILLISECONDS);
    return kubelet;
  }

  private void sync(CertificateScene scene) {
    try {
      scene.mount();
    } catch (RuntimeException odd) {
      failure = odd;
    }
  }

  @Override
  public void close() {
    timer.shutdown();
    try {
      if (!timer.awaitTermination(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the kubelet does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw new IllegalStateException("what the server mounts did not reach it", failure);
    }
  }
}
