package io.nodesentinel.simulator.world;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// A readable history, kept only if somebody will read it.
public final class Trace {
  private final boolean kept;
  private final Timeline time;
  private final List<String> lines = new ArrayList<>();

  public Trace(boolean kept, Timeline time) {
    this.kept = kept;
    this.time = time;
  }

  /// @param who what it is about, at most 10 letters
  public void say(String who, Supplier<String> what) {
    if (kept) {
      long millis = time.nanos() / 1_000_000;
      lines.add("%s (%7d ms) %-10s %s".formatted(time.instant(), millis, who, what.get()));
    }
  }

  public List<String> lines() {
    return lines;
  }
}
