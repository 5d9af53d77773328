package io.nodesentinel.datastore.query.memory;

import io.nodesentinel.datastore.document.DecimalValue;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.IntegerValue;
import io.nodesentinel.datastore.document.NullValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.query.Accumulator;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// What one field of a group has come to. Not thread-safe.
final class Tally {
  private static final BigDecimal MIN = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);

  private final Accumulator what;
  private long count;
  private BigDecimal sum = BigDecimal.ZERO;
  private @Nullable Value kept;

  Tally(Accumulator what) {
    this.what = what;
  }

  void add(Document document) {
    count++;
    switch (what) {
      case Accumulator.Count() -> {}
      case Accumulator.Sum(var path) -> add(Paths.single(document, path));
      case Accumulator.Min(var path) -> keep(Paths.single(document, path), -1);
      case Accumulator.Max(var path) -> keep(Paths.single(document, path), 1);
      case Accumulator.First(var path) -> kept = kept == null ? Paths.single(document, path) : kept;
      case Accumulator.Last(var path) -> kept = Paths.single(document, path);
    }
  }

  private void add(Value value) {
    if (value instanceof IntegerValue || value instanceof DecimalValue) {
      sum = sum.add(ValueOrder.exact(value));
    }
  }

  /// @param sign of the comparison with what was kept so far, for a value to be kept instead
  private void keep(Value value, int sign) {
    if (value != NullValue.NULL
        && (kept == null || Integer.signum(ValueOrder.compare(value, kept)) == sign)) {
      kept = value;
    }
  }

  Value result() {
    return switch (what) {
      case Accumulator.Count() -> Value.of(count);
      case Accumulator.Sum(var path) -> sum(path);
      default -> kept == null ? Value.nothing() : kept;
    };
  }

  private Value sum(FieldPath path) {
    if (sum.stripTrailingZeros().scale() <= 0
        && sum.compareTo(MIN) >= 0
        && sum.compareTo(MAX) <= 0) {
      return Value.of(sum.longValueExact());
    }
    double rounded = sum.doubleValue();
    if (!Double.isFinite(rounded)) {
      throw DatastoreException.invalid("The sum of field " + path + " exceeds every number.");
    }
    return Value.of(rounded);
  }
}
