package io.nodesentinel.datastore.postgresql.changelog;

import static io.nodesentinel.datastore.postgresql.testing.TestDatabase.execute;

import io.nodesentinel.datastore.postgresql.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Concurrent transactions on health events, and the truth about what they committed.
final class Writers {
  private static final String INSERT =
      "INSERT INTO health_events (id, node_name, document) VALUES (CAST(? AS uuid), ?, CAST(? AS jsonb))";
  private static final String UPDATE =
      "UPDATE health_events SET document = jsonb_set(document, '{n}', to_jsonb(?)) WHERE id = CAST(? AS uuid)";

  private final TestDatabase database;
  private final Map<UUID, Integer> committed = new ConcurrentHashMap<>();

  Writers(TestDatabase database) {
    this.database = database;
  }

  /// What a run of writers is like.
  ///
  /// @param rollbacks of ten transactions
  record Load(int writers, int transactions, int rows, int rollbacks, long seed) {}

  /// Every event that was committed, with the last value of its field `n`.
  Map<UUID, Integer> committed() {
    return committed;
  }

  /// Runs a load to its end. A transaction that loses its connection is begun anew, as a monitor
  /// would; one whose commit was not answered is asked for.
  void run(Load load) {
    try (ExecutorService threads = Executors.newFixedThreadPool(load.writers())) {
      List<Future<Void>> all = new ArrayList<>();
      for (int w = 0; w < load.writers(); w++) {
        Random random = new Random(load.seed() * 1_000 + w);
        all.add(threads.submit(writer(load, random)));
      }
      for (Future<Void> one : all) {
        one.get();
      }
    } catch (ExecutionException failure) {
      throw new IllegalStateException(failure.getCause());
    } catch (InterruptedException failure) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(failure);
    }
  }

  private Callable<Void> writer(Load load, Random random) {
    return () -> {
      Connection connection = null;
      int left = load.transactions();
      List<UUID> mine = new ArrayList<>();
      while (left > 0) {
        try {
          if (connection == null) {
            connection = database.connect();
            connection.setAutoCommit(false);
          }
          transaction(connection, load, random, mine);
          left--;
        } catch (SQLException lost) {
          close(connection);
          connection = null;
          if (!isConnectionLoss(lost)) {
            throw lost;
          }
        }
      }
      close(connection);
      return null;
    };
  }

  private void transaction(Connection connection, Load load, Random random, List<UUID> mine)
      throws SQLException {
    Map<UUID, Integer> wrote = new HashMap<>();
    for (int i = 0; i < load.rows(); i++) {
      if (!mine.isEmpty() && random.nextInt(3) == 0) {
        UUID id = mine.get(random.nextInt(mine.size()));
        int n = wrote.getOrDefault(id, committed.getOrDefault(id, 0)) + 1;
        execute(connection, UPDATE, n, id.toString());
        wrote.put(id, n);
      } else {
        UUID id = new UUID(random.nextLong(), random.nextLong());
        String node = "node-" + random.nextInt(50);
        execute(
            connection,
            INSERT,
            id.toString(),
            node,
            "{\"healthevent\": {\"nodeName\": \"%s\"}, \"n\": 0}".formatted(node));
        wrote.put(id, 0);
      }
    }
    if (random.nextInt(10) < load.rollbacks()) {
      connection.rollback();
      return;
    }
    try {
      connection.commit();
    } catch (SQLException lost) {
      // The server may have committed before it went away.
      resolve(wrote, mine);
      throw lost;
    }
    note(wrote, mine);
  }

  private void resolve(Map<UUID, Integer> wrote, List<UUID> mine) {
    Map.Entry<UUID, Integer> any = wrote.entrySet().iterator().next();
    while (true) {
      try (Connection again = database.connect();
          PreparedStatement select =
              again.prepareStatement(
                  "SELECT document ->> 'n' FROM health_events WHERE id = CAST(? AS uuid)")) {
        select.setString(1, any.getKey().toString());
        try (ResultSet row = select.executeQuery()) {
          if (row.next() && Integer.toString(any.getValue()).equals(row.getString(1))) {
            note(wrote, mine);
          }
          return;
        }
      } catch (SQLException _) {
        Thread.onSpinWait();
      }
    }
  }

  private void note(Map<UUID, Integer> wrote, List<UUID> mine) {
    wrote.keySet().stream().filter(id -> !committed.containsKey(id)).forEach(mine::add);
    committed.putAll(wrote);
  }

  private static boolean isConnectionLoss(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    return state.startsWith("08") || state.startsWith("57P");
  }

  private static void close(@Nullable Connection connection) {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException _) {
        // It was lost already.
        return;
      }
    }
  }

  /// The changelog's own account: how many rows there are.
  long logged() {
    return Long.parseLong(database.value("SELECT count(*) FROM datastore_changelog"));
  }

  List<UUID> ids() {
    return Collections.unmodifiableList(new ArrayList<>(committed.keySet()));
  }
}
