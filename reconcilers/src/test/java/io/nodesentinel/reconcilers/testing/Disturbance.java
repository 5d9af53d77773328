package io.nodesentinel.reconcilers.testing;

import io.nodesentinel.reconcilers.port.ApiException;

/// What happens around the writes that the operator makes.
public interface Disturbance {
  Disturbance NONE = new Disturbance() {};

  /// Before the write has taken effect.
  default void before(int number, String what) {}

  /// After it has taken effect, before the caller hears of it.
  default void after(int number, String what) {}

  /// The ways in which a write goes wrong.
  enum Failure {
    CRASH_BEFORE,
    CRASH_AFTER,
    NO_ANSWER_BEFORE,
    NO_ANSWER_AFTER
  }

  /// The write with this number, counted from 1, goes wrong.
  static Disturbance at(int number, Failure failure) {
    return new Disturbance() {
      @Override
      public void before(int n, String what) {
        if (n == number && failure == Failure.CRASH_BEFORE) {
          throw new Crash();
        }
        if (n == number && failure == Failure.NO_ANSWER_BEFORE) {
          throw noAnswer(what);
        }
      }

      @Override
      public void after(int n, String what) {
        if (n == number && failure == Failure.CRASH_AFTER) {
          throw new Crash();
        }
        if (n == number && failure == Failure.NO_ANSWER_AFTER) {
          throw noAnswer(what);
        }
      }
    };
  }

  /// Just before the write with this number something else happens.
  static Disturbance meanwhile(int number, Runnable other) {
    return new Disturbance() {
      private boolean done;

      @Override
      public void before(int n, String what) {
        if (n == number && !done) {
          done = true;
          other.run();
        }
      }
    };
  }

  private static ApiException noAnswer(String what) {
    return new ApiException(ApiException.Kind.UNAVAILABLE, "no answer to " + what, null, null);
  }
}
