package io.nodesentinel.operator.control;

import io.nodesentinel.reconcilers.port.Together;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A virtual thread for each task.
final class SideBySide implements Together {
  @Override
  public void run(List<Runnable> tasks) {
    if (tasks.size() == 1) {
      tasks.getFirst().run();
      return;
    }
    // Closing waits for all of them.
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      tasks.forEach(threads::execute);
    }
  }
}
