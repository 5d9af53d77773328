package io.nodesentinel.datastore.bridge;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/// Whether the datastore can be read now, and since when it cannot. Thread-safe.
final class SourceState {
  /// A store that is silent for longer is not known to be as it was.
  static final Duration SILENCE = Duration.ofSeconds(5);

  enum Phase {
    /// This replica does not lead: it reads and writes nothing.
    IDLE,
    /// It answers; what is open is being read, or what changed meanwhile.
    READING,
    /// Everything that is known there is known here.
    CURRENT,
    /// It does not answer.
    UNREACHABLE
  }

  /// @param why for people; empty while all is well
  record View(Phase phase, Instant since, String why) {}

  private final Logger log;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private volatile View view;
  private volatile long lastAnswer;
  private volatile boolean answering;

  SourceState(InstantSource clock, LongSupplier nanos, Logger log) {
    this.log = log;
    this.clock = clock;
    this.nanos = nanos;
    this.view = new View(Phase.IDLE, clock.instant(), "");
    this.lastAnswer = nanos.getAsLong();
  }

  View view() {
    View now = view;
    return now.phase() == Phase.CURRENT && isSilent()
        ? new View(Phase.UNREACHABLE, now.since(), "it is silent for " + SILENCE.toSeconds() + " s")
        : now;
  }

  boolean isUnreachable() {
    return view().phase() == Phase.UNREACHABLE;
  }

  boolean isCurrent() {
    return view().phase() == Phase.CURRENT;
  }

  private boolean isSilent() {
    return nanos.getAsLong() - lastAnswer > SILENCE.toNanos();
  }

  /// It gave a sign of life, asked for at `asked`. After a silence, ours or its own, what changed
  /// meanwhile is to be read before anything counts as known.
  void answered(long asked) {
    long now = nanos.getAsLong();
    boolean wasSilent = now - Math.min(asked, lastAnswer) > SILENCE.toNanos();
    lastAnswer = now;
    if (wasSilent && view.phase() == Phase.CURRENT) {
      become(Phase.UNREACHABLE, "it was silent for more than " + SILENCE.toSeconds() + " s");
    }
    answering = true;
  }

  /// The last sign of life is newer than the last failure.
  boolean isAnswering() {
    return answering;
  }

  void reading() {
    become(Phase.READING, "");
  }

  void current() {
    View before = become(Phase.CURRENT, "");
    if (before.phase() != Phase.CURRENT) {
      log.info("the datastore is read up to now");
    }
  }

  void unreachable(String why) {
    answering = false;
    View before = become(Phase.UNREACHABLE, why);
    if (before.phase() != Phase.UNREACHABLE) {
      log.warn(
          "the datastore cannot be read, so no recovery releases a node until it can: {}", why);
    }
  }

  void idle() {
    become(Phase.IDLE, "");
  }

  private synchronized View become(Phase phase, String why) {
    View before = view;
    view = new View(phase, before.phase() == phase ? before.since() : clock.instant(), why);
    return before;
  }
}
