package io.nodesentinel.e2e.bench.datastore;

import io.nodesentinel.e2e.bench.cluster.BenchException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/// Concurrent transactions that insert health events, one connection for each writer.
///
/// @param writers transactions under way at a time
/// @param rows of each transaction, in one statement
/// @param perSecond rows to be inserted in a second; 0 for as many as possible
/// @param table where to
record Load(int writers, int rows, int perSecond, String table) {
  private static final int NODES_PER_WRITER = 16;

  /// One in so many transactions is rolled back.
  private static final int ROLLBACKS = 50;

  /// As many rows as possible, under the eyes of the change stream.
  static Load of(int writers, int rows) {
    return new Load(writers, rows, 0, "health_events");
  }

  Load into(String other) {
    return new Load(writers, rows, perSecond, other);
  }

  Load at(int rowsPerSecond) {
    return new Load(writers, rows, rowsPerSecond, table);
  }

  /// The node whose changes a name stands for.
  static int node(String name) {
    return Integer.parseInt(name.substring("node-".length()));
  }

  /// Writes for a time.
  ///
  /// @param warmUp of the time, at its beginning; what is committed in it does not count
  /// @return rows committed in a second
  double run(
      BenchPostgres postgres,
      String database,
      List<Ledger> ledgers,
      Duration warmUp,
      Duration time) {
    long from = System.nanoTime() + warmUp.toNanos();
    long until = from + time.toNanos();
    ledgers.forEach(ledger -> ledger.window(from, until));
    LongAdder committed = new LongAdder();
    write(
        postgres,
        database,
        ledgers,
        () -> System.nanoTime() < until,
        () -> {
          long now = System.nanoTime();
          if (now >= from && now < until) {
            committed.add(rows);
          }
        });
    return committed.sum() / (time.toNanos() / 1e9);
  }

  /// Writes a number of rows, some more if it is no multiple of those in a transaction.
  void fill(BenchPostgres postgres, String database, Ledger ledger, int count) {
    AtomicLong left = new AtomicLong(count);
    write(postgres, database, List.of(ledger), () -> left.getAndAdd(-rows) > 0, () -> {});
  }

  private interface More {
    boolean wanted();
  }

  private void write(
      BenchPostgres postgres, String database, List<Ledger> ledgers, More more, Runnable onCommit) {
    try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
      List<Future<?>> all = new ArrayList<>();
      for (int w = 0; w < writers; w++) {
        int writer = w;
        all.add(
            threads.submit(() -> {
              try (Connection connection = postgres.connect(database)) {
                connection.setAutoCommit(false);
                write(connection, writer, ledgers, more, onCommit);
              }
              return null;
            }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } catch (ExecutionException failure) {
      throw BenchException.of(failure);
    } catch (InterruptedException failure) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", failure);
    }
  }

  private void write(
      Connection connection, int writer, List<Ledger> ledgers, More more, Runnable onCommit)
      throws SQLException {
    int[] numbers = new int[NODES_PER_WRITER];
    long interval = perSecond == 0 ? 0 : 1_000_000_000L * rows * writers / perSecond;
    long due = System.nanoTime() + interval * writer / writers;
    try (PreparedStatement insert = connection.prepareStatement(Events.insert(table))) {
      int turn = 0;
      while (more.wanted()) {
        if (interval > 0) {
          await(due);
          due += interval;
        }
        int[] written = numbers.clone();
        String[] ids = new String[rows];
        String[] nodes = new String[rows];
        String[] documents = new String[rows];
        int[] at = new int[rows];
        for (int i = 0; i < rows; i++) {
          at[i] = turn++ % NODES_PER_WRITER;
          ids[i] = randomId();
          nodes[i] = "node-" + (writer * NODES_PER_WRITER + at[i]);
          documents[i] = Events.document(nodes[i], ++written[at[i]]);
        }
        insert(connection, insert, ids, nodes, documents);
        if (ThreadLocalRandom.current().nextInt(ROLLBACKS) == 0) {
          connection.rollback();
          continue;
        }
        for (Ledger ledger : ledgers) {
          int[] next = numbers.clone();
          for (int node : at) {
            ledger.committing(writer * NODES_PER_WRITER + node, ++next[node]);
          }
        }
        connection.commit();
        numbers = written;
        onCommit.run();
      }
    }
  }

  private static void insert(
      Connection connection,
      PreparedStatement insert,
      String[] ids,
      String[] nodes,
      String[] documents)
      throws SQLException {
    Array[] arrays = {
      connection.createArrayOf("text", ids),
      connection.createArrayOf("text", nodes),
      connection.createArrayOf("text", documents)
    };
    for (int i = 0; i < arrays.length; i++) {
      insert.setArray(i + 1, arrays[i]);
    }
    insert.executeUpdate();
  }

  private static String randomId() {
    return new UUID(
            ThreadLocalRandom.current().nextLong() & ~0xf000L | 0x4000L,
            ThreadLocalRandom.current().nextLong() & ~(3L << 62) | (2L << 62))
        .toString();
  }

  private static void await(long due) {
    long left = due - System.nanoTime();
    while (left > 0) {
      LockSupport.parkNanos(left);
      left = due - System.nanoTime();
    }
  }
}
