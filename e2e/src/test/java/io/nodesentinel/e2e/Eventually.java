package io.nodesentinel.e2e;

import java.time.Duration;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.ThrowingRunnable;

/// Waits until something is true, with a deadline, and says in the end what was expected and what
/// is there.
final class Eventually {
  /// Far above what anything here takes, also on a machine that builds something else meanwhile.
  static final Duration DEADLINE = Duration.ofSeconds(30);

  private Eventually() {}

  /// Waits until the assertion holds, for [#DEADLINE].
  ///
  /// @param expected ends the sentence "expected ..."
  /// @param whatIsThere is asked once, after the deadline
  static void eventually(
      String expected, Supplier<String> whatIsThere, ThrowingRunnable assertion) {
    eventually(DEADLINE, expected, whatIsThere, assertion);
  }

  static void eventually(
      Duration deadline,
      String expected,
      Supplier<String> whatIsThere,
      ThrowingRunnable assertion) {
    try {
      Awaitility.await()
          .atMost(deadline)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(25))
          .untilAsserted(assertion);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "expected %s within %d s; %s%n%s"
              .formatted(expected, deadline.toSeconds(), e.getMessage(), whatIsThere.get()),
          e);
    }
  }
}
