package io.nodesentinel.datastore.processing;

import io.nodesentinel.datastore.change.Change;
import io.nodesentinel.datastore.error.DatastoreException;
import java.time.Duration;
import java.util.function.Function;

/// How a processor works.
///
/// @param client name of the client whose position it moves, as in the watcher's request
/// @param maxInFlight changes that are handled or wait for it; then no more are read. A key whose
///   changes wait for long takes its share of them
/// @param key changes of one key are handled in order, one at a time; others beside them
/// @param classify what becomes of a change whose handler threw
/// @param skipWriter changes by this writer need no handling: our own `DataStore.writerId()`; empty
///   skips none
/// @param closeTimeout how long closing waits for handlers that run
public record ProcessorOptions(
    String client,
    int maxInFlight,
    Function<Change.Changed, String> key,
    RetryPolicy retry,
    Function<Throwable, ErrorClass> classify,
    String skipWriter,
    ProcessorMetrics metrics,
    Duration closeTimeout) {

  public ProcessorOptions {
    if (maxInFlight < 1 || maxInFlight > 100_000) {
      throw DatastoreException.invalid(
          "maxInFlight is %d; it must be 1 to 100000.".formatted(maxInFlight));
    }
  }

  /// In order for each node, up to 256 in flight, errors by [ErrorClass#of].
  public static ProcessorOptions of(String client) {
    return new ProcessorOptions(
        client,
        256,
        Keys::node,
        RetryPolicy.DEFAULT,
        ErrorClass::of,
        "",
        ProcessorMetrics.NONE,
        Duration.ofSeconds(10));
  }

  public ProcessorOptions inFlight(int most) {
    return new ProcessorOptions(
        client, most, key, retry, classify, skipWriter, metrics, closeTimeout);
  }

  public ProcessorOptions keyedBy(Function<Change.Changed, String> other) {
    return new ProcessorOptions(
        client, maxInFlight, other, retry, classify, skipWriter, metrics, closeTimeout);
  }

  public ProcessorOptions retrying(RetryPolicy policy) {
    return new ProcessorOptions(
        client, maxInFlight, key, policy, classify, skipWriter, metrics, closeTimeout);
  }

  public ProcessorOptions classifying(Function<Throwable, ErrorClass> other) {
    return new ProcessorOptions(
        client, maxInFlight, key, retry, other, skipWriter, metrics, closeTimeout);
  }

  public ProcessorOptions skipping(String writer) {
    return new ProcessorOptions(
        client, maxInFlight, key, retry, classify, writer, metrics, closeTimeout);
  }

  public ProcessorOptions measuredBy(ProcessorMetrics other) {
    return new ProcessorOptions(
        client, maxInFlight, key, retry, classify, skipWriter, other, closeTimeout);
  }

  public ProcessorOptions closingWithin(Duration time) {
    return new ProcessorOptions(
        client, maxInFlight, key, retry, classify, skipWriter, metrics, time);
  }
}
