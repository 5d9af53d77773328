package io.nodesentinel.simulator.world;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/// Chance from a seed: the same each time.
public final class Chance {
  private final SplittableRandom random;

  /// @param purpose keeps the streams of one seed apart
  public Chance(long seed, String purpose) {
    random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L ^ purpose.hashCode());
  }

  /// From 0 to `bound` - 1.
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /// True once in `n` times.
  public boolean oneIn(int n) {
    return n > 0 && random.nextInt(n) == 0;
  }

  public long number() {
    return random.nextLong();
  }

  public <T> T of(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  public Duration millis(int from, int to) {
    return Duration.ofMillis(from + random.nextInt(to - from + 1));
  }

  /// Mostly short, now and then long: each power of two is as likely as the next.
  public Duration skewedMillis(int most) {
    int bits = 32 - Integer.numberOfLeadingZeros(most);
    int bound = 1 << random.nextInt(bits);
    return Duration.ofMillis(Math.min(most, random.nextInt(bound) + random.nextInt(2)));
  }
}
