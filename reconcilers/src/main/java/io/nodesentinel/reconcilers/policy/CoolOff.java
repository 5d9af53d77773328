package io.nodesentinel.reconcilers.policy;

import java.time.Duration;

/// How long a fault that a person released does not quarantine its node again.
public sealed interface CoolOff {

  /// For some time from the release on; zero means not at all.
  record For(Duration duration) implements CoolOff {}

  /// Until a healthy event has closed the fault.
  record UntilHealthy() implements CoolOff {}
}
