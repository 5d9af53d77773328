package io.nodesentinel.simulator.check;

/// An invariant that did not hold, and how.
public record Violation(Invariant invariant, String what) {
  @Override
  public String toString() {
    return invariant + ": " + what + "\n  (" + invariant.sentence() + ")";
  }
}
