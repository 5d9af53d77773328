package io.nodesentinel.simulator.stage;

import io.nodesentinel.simulator.replica.Fate;

/// What happens at the writes of the operator, at the moment in which each is sent.
interface Disturbance {
  Disturbance NONE = (stage, number, request) -> Fate.ANSWERED;

  /// @param number of the write, counted from 1
  /// @return what becomes of the write
  Fate at(Stage stage, int number, String request);

  /// The ways in which a write goes wrong.
  enum Failure {
    CRASH_BEFORE(true, Fate.LOST),
    CRASH_AFTER(true, Fate.ANSWER_LOST),
    NO_ANSWER_BEFORE(false, Fate.LOST),
    NO_ANSWER_AFTER(false, Fate.ANSWER_LOST);

    private final boolean crash;
    private final Fate fate;

    Failure(boolean crash, Fate fate) {
      this.crash = crash;
      this.fate = fate;
    }

    /// The write with this number goes wrong so.
    Disturbance at(int write) {
      return (stage, number, request) -> {
        if (number != write) {
          return Fate.ANSWERED;
        }
        if (crash) {
          stage.crash();
        }
        return fate;
      };
    }
  }

  /// After the operator has read what it decides on, and before the write with this number arrives,
  /// something else happens.
  static Disturbance meanwhile(int write, Step other) {
    return (stage, number, request) -> {
      if (number == write) {
        other.on(stage);
      }
      return Fate.ANSWERED;
    };
  }
}
