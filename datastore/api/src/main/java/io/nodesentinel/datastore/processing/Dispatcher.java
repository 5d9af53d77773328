package io.nodesentinel.datastore.processing;

import io.nodesentinel.datastore.change.Change;
import io.nodesentinel.datastore.change.ResumeToken;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The core of every processor: changes of one key after each other, keys beside each other, within
/// the bound. Nothing here is a thread; a worker is held only while a handler runs. Thread-safe.
final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private final ProcessorOptions options;
  private final Attempt attempt;
  private final Executor workers;
  private final Later later;
  private final InstantSource clock;
  private final DoubleSupplier chance;
  private final Marks marks;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition lessToDo = lock.newCondition();
  private final Map<String, Deque<Task>> queues = new HashMap<>();
  private final LowWaterMark lowWater = new LowWaterMark();
  private int inFlight;
  private int running;
  private boolean closed;

  /// Runs something after a while.
  @FunctionalInterface
  interface Later {
    void run(Runnable task, Duration wait);
  }

  Dispatcher(
      ProcessorOptions options,
      Attempt attempt,
      Executor workers,
      Later later,
      InstantSource clock,
      DoubleSupplier chance,
      Marks marks) {
    this.options = options;
    this.attempt = attempt;
    this.workers = workers;
    this.later = later;
    this.clock = clock;
    this.chance = chance;
    this.marks = marks;
  }

  /// Takes a change on; waits while there are too many in flight.
  void accept(Change.Changed change) throws InterruptedException {
    boolean skip = !options.skipWriter().isEmpty() && options.skipWriter().equals(change.writer());
    if (skip) {
      options.metrics().skipped();
      advance(change.token());
      return;
    }
    String key = keyOf(change);
    lock.lockInterruptibly();
    try {
      while (inFlight >= options.maxInFlight() && !closed) {
        lessToDo.await();
      }
      if (closed) {
        return;
      }
      Task task = new Task(key, change, lowWater.delivered(change.token()), clock.millis());
      Deque<Task> queue = queues.computeIfAbsent(key, _ -> new ArrayDeque<>());
      queue.addLast(task);
      options.metrics().inFlight(++inFlight);
      if (queue.size() > 1) {
        return;
      }
    } finally {
      lock.unlock();
    }
    submit(key);
  }

  private String keyOf(Change.Changed change) {
    try {
      return options.key().apply(change);
    } catch (RuntimeException failure) {
      LOG.warn(
          "A change of client {} has no key; its document is taken.", options.client(), failure);
      return Keys.document(change);
    }
  }

  private void submit(String key) {
    try {
      workers.execute(() -> run(key));
    } catch (RejectedExecutionException _) {
      // Only after closing has given up waiting; the change comes again after a restart.
      LOG.debug("Client {} is closed; what waits is left.", options.client());
    }
  }

  /// Notes a position at which there is nothing to do.
  void advance(ResumeToken token) {
    Optional<ResumeToken> mark;
    lock.lock();
    try {
      mark = lowWater.handled(lowWater.delivered(token));
    } finally {
      lock.unlock();
    }
    mark.ifPresent(marks::reached);
  }

  /// Waits until nothing is in flight.
  void awaitIdle() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (inFlight > 0 && !closed) {
        lessToDo.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Takes nothing on any more, begins no handler, and waits for those that run.
  ///
  /// @return false if some still run
  boolean close(Duration wait) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      closed = true;
      lessToDo.signalAll();
      long left = wait.toNanos();
      while (running > 0 && left > 0) {
        left = lessToDo.awaitNanos(left);
      }
      return running == 0;
    } finally {
      lock.unlock();
    }
  }

  private void run(String key) {
    Task task = begin(key);
    if (task == null) {
      return;
    }
    Attempt.Outcome outcome = Attempt.Outcome.ABANDONED;
    try {
      outcome = attempt.run(task.change, ++task.attempts);
    } finally {
      finish(task, outcome);
    }
  }

  private @Nullable Task begin(String key) {
    lock.lock();
    try {
      Deque<Task> queue = queues.get(key);
      if (closed || queue == null) {
        return null;
      }
      running++;
      return queue.getFirst();
    } finally {
      lock.unlock();
    }
  }

  private void finish(Task task, Attempt.Outcome outcome) {
    switch (outcome) {
      case DONE -> done(task);
      case AGAIN -> {
        Duration wait = options.retry().backOff(task.attempts, chance.getAsDouble());
        later.run(() -> submit(task.key), wait);
      }
      case ABANDONED ->
          LOG.warn(
              "A change of client {} is left unhandled; it comes again after a restart.",
              options.client());
    }
    // Last, so that whoever waits for this also waits for the position to be stored.
    lock.lock();
    try {
      running--;
      lessToDo.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void done(Task task) {
    Optional<ResumeToken> mark;
    boolean more;
    lock.lock();
    try {
      mark = lowWater.handled(task.entry);
      options.metrics().inFlight(--inFlight);
      more = next(task.key) && !closed;
      lessToDo.signalAll();
    } finally {
      lock.unlock();
    }
    options.metrics().handled(Duration.ofMillis(clock.millis() - task.since));
    mark.ifPresent(marks::reached);
    if (more) {
      submit(task.key);
    }
  }

  /// Removes the first task of a key and says whether another follows.
  private boolean next(String key) {
    Deque<Task> queue = queues.getOrDefault(key, new ArrayDeque<>());
    queue.pollFirst();
    if (queue.isEmpty()) {
      queues.remove(key);
      return false;
    }
    return true;
  }

  private static final class Task {
    private final String key;
    private final Change.Changed change;
    private final LowWaterMark.Entry entry;
    private final long since;
    private int attempts;

    private Task(String key, Change.Changed change, LowWaterMark.Entry entry, long since) {
      this.key = key;
      this.change = change;
      this.entry = entry;
      this.since = since;
    }
  }
}
