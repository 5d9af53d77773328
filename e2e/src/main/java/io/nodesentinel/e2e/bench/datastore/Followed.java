package io.nodesentinel.e2e.bench.datastore;

import io.nodesentinel.datastore.change.Change;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.processing.ChangeHandler;
import io.nodesentinel.datastore.processing.EventProcessor;
import io.nodesentinel.datastore.processing.ProcessorOptions;
import io.nodesentinel.datastore.processing.StoredDeadLetters;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.e2e.bench.cluster.BenchException;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/// The change stream as a program uses it: a store, a watcher, a processor with its handler, on a
/// database. The handler only keeps account.
final class Followed implements AutoCloseable {
  static final String CLIENT = "bench";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final DataStore store;
  private final EventProcessor processor;
  private final Ledger ledger;
  private final LongAdder gaps = new LongAdder();

  Followed(BenchPostgres postgres, String database, Ledger ledger) {
    this.ledger = ledger;
    this.store = postgres.open(database);
    this.processor =
        EventProcessor.start(
            store.watch(WatchRequest.of(CLIENT, Collection.HEALTH_EVENTS)),
            new ChangeHandler() {
              @Override
              public void handle(Change.Changed change) {
                Events.note(change, ledger);
              }

              @Override
              public void rescan(Change.HistoryGap gap) {
                gaps.increment();
              }
            },
            new StoredDeadLetters(store.client()),
            ProcessorOptions.of(CLIENT).inFlight(1_000));
  }

  Ledger.Account settle() {
    Ledger.Account account = ledger.settle(PATIENCE);
    if (gaps.sum() > 0) {
      throw new BenchException("the change stream told of a gap where none can be");
    }
    return account;
  }

  @Override
  public void close() {
    processor.close();
    store.close();
  }
}
