package io.nodesentinel.operator.control;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/// Times as people read them in statuses: whole milliseconds.
record MillisClock(InstantSource source) implements InstantSource {
  @Override
  public Instant instant() {
    return source.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
