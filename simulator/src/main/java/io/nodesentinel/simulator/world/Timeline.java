package io.nodesentinel.simulator.world;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Simulated time: what is to happen, in order. Whoever waits lets everything else happen
/// meanwhile, within its own wait, so that one thread plays many.
public final class Timeline implements InstantSource {
  /// Where every world begins.
  public static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");

  private record Entry(long at, long number, boolean periodic, Runnable task) {}

  private static final Comparator<Entry> SOONEST =
      Comparator.comparingLong(Entry::at).thenComparingLong(Entry::number);

  private PriorityQueue<Entry> entries = new PriorityQueue<>(SOONEST);
  private long now;
  private long warped;
  private long numbers;
  private long steps;

  @Override
  public Instant instant() {
    return BEGIN.plusNanos(now);
  }

  /// Nanoseconds on a clock that nobody sets, and that stands still while time is warped.
  public long nanos() {
    return now - warped;
  }

  /// How many entries have happened.
  public long steps() {
    return steps;
  }

  /// Something happens after a while.
  public void after(Duration delay, Runnable task) {
    add(delay, false, task);
  }

  /// The same, for what happens again and again: it does not keep the world from being at rest.
  public void periodic(Duration delay, Runnable task) {
    add(delay, true, task);
  }

  private void add(Duration delay, boolean periodic, Runnable task) {
    entries.add(new Entry(now + delay.toNanos(), numbers++, periodic, task));
  }

  /// Lets so much time pass, and everything happen that is due in it.
  public void elapse(Duration time) {
    long until = now + time.toNanos();
    while (happens(until)) {}
    now = Math.max(now, until);
  }

  private boolean happens(long until) {
    Entry next = entries.peek();
    if (next == null || next.at() > until) {
      return false;
    }
    entries.poll();
    now = Math.max(now, next.at());
    steps++;
    next.task().run();
    return true;
  }

  /// Lets everything happen that is due within a horizon of what happened last.
  ///
  /// @param most how many steps that may take
  /// @return false if it took more
  public boolean settle(Duration horizon, long most) {
    long first = steps;
    while (steps - first < most) {
      Entry next = nextDeed();
      if (next == null || next.at() > now + horizon.toNanos()) {
        return true;
      }
      long until = Math.max(now, next.at());
      while (happens(until) && steps - first < most) {}
    }
    return false;
  }

  private @Nullable Entry nextDeed() {
    Entry first = entries.peek();
    if (first == null || !first.periodic()) {
      return first;
    }
    return entries.stream().filter(e -> !e.periodic()).min(SOONEST).orElse(null);
  }

  /// A long time passes in which nothing periodic happens: hours cost nothing, and no lease runs
  /// out.
  public void warp(Duration time) {
    List<Entry> rhythm = new ArrayList<>();
    PriorityQueue<Entry> deeds = new PriorityQueue<>(SOONEST);
    for (Entry entry : entries) {
      if (entry.periodic()) {
        rhythm.add(entry);
      } else {
        deeds.add(entry);
      }
    }
    entries = deeds;
    long began = now;
    elapse(time);
    long passed = now - began;
    warped += passed;
    for (Entry entry : rhythm) {
      entries.add(new Entry(entry.at() + passed, entry.number(), true, entry.task()));
    }
  }
}
