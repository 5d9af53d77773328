package io.nodesentinel.e2e;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// Many of the same deed at a time, as many monitors do.
final class Together {
  private static final int CONNECTIONS = 16;

  private Together() {}

  /// Does it for each; returns when all are done, and throws what the first failure was.
  static <T> void each(List<T> all, Consumer<T> deed) {
    try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      CompletableFuture.allOf(
              all.stream()
                  .map(one -> CompletableFuture.runAsync(() -> deed.accept(one), threads))
                  .toArray(CompletableFuture[]::new))
          .join();
    }
  }
}
