package io.nodesentinel.operator.cluster;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The API server's clock, to within its own second: the `Date` of its answers, carried on by a
/// monotonic clock in between. Cool-offs and ages are then the same for every replica, and compare
/// with the times that the API server puts on objects; a machine's clock that is wrong, or that
/// somebody sets while we run, changes nothing. Thread-safe.
public final class ServerClock implements InstantSource {
  /// The header counts whole seconds and leaves the rest out.
  private static final long RESOLUTION = Duration.ofSeconds(1).toNanos();

  private final LongSupplier nanoTime;
  private final long origin;
  private long offset;

  /// A clock that has heard nothing yet, and believes the machine's.
  public ServerClock(LongSupplier nanoTime, InstantSource machine) {
    this.nanoTime = nanoTime;
    this.origin = nanoTime.getAsLong();
    this.offset = nanos(machine.instant());
  }

  @Override
  public synchronized Instant instant() {
    return Instant.EPOCH.plusNanos(offset + nanoTime.getAsLong() - origin);
  }

  /// An answer came. The server wrote its time some time between the two moments given.
  ///
  /// @param date as in the header; null or nonsense tells nothing
  synchronized void heard(@Nullable String date, long sentAt, long receivedAt) {
    if (date == null) {
      return;
    }
    long told;
    try {
      told = nanos(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException notADate) {
      return;
    }
    long least = told - (receivedAt - origin);
    long most = told + RESOLUTION - (sentAt - origin);
    offset = Math.clamp(offset, least, Math.max(least, most));
  }

  /// Enough until the year 2262.
  private static long nanos(Instant instant) {
    return Duration.between(Instant.EPOCH, instant).toNanos();
  }
}
