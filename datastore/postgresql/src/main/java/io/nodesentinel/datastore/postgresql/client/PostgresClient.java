package io.nodesentinel.datastore.postgresql.client;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.QUERY;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.TRANSACTION;

import io.nodesentinel.datastore.client.DatabaseClient;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.postgresql.connection.SqlErrors;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The client over a pool. Thread-safe.
///
/// A transaction sees the state at its beginning (REPEATABLE READ). Of two that write one document
/// PostgreSQL refuses the second with a serialization failure, and it is begun anew.
public final class PostgresClient extends SqlOperations implements DatabaseClient {
  private static final int ATTEMPTS = 20;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(2);
  private static final Duration LAST_PAUSE = Duration.ofMillis(200);
  private static final int PING_SECONDS = 5;

  private final DataSource pool;
  private final OwnTransactions own;

  public PostgresClient(DataSource pool) {
    this(pool, new OwnTransactions(pool));
  }

  private PostgresClient(DataSource pool, OwnTransactions own) {
    super(own);
    this.pool = pool;
    this.own = own;
  }

  @Override
  public <T extends @Nullable Object> T withTransaction(Transaction<T> work) {
    long pause = FIRST_PAUSE.toNanos();
    for (int attempt = 1; ; attempt++) {
      try {
        return once(work);
      } catch (DatastoreException failure) {
        if (failure.kind() != TRANSACTION || attempt == ATTEMPTS) {
          throw failure;
        }
      }
      LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(pause) + 1);
      pause = Math.min(LAST_PAUSE.toNanos(), pause * 2);
    }
  }

  private <T extends @Nullable Object> T once(Transaction<T> work) {
    try (Connection connection = pool.getConnection()) {
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setAutoCommit(false);
      OneTransaction transaction = new OneTransaction(connection);
      boolean done = false;
      try {
        T result = work.run(new SqlOperations(transaction));
        transaction.end();
        connection.commit();
        done = true;
        return result;
      } finally {
        if (!done) {
          transaction.end();
          OwnTransactions.rollback(connection);
        }
      }
    } catch (SQLException failure) {
      throw SqlErrors.of(failure, TRANSACTION, "running a transaction");
    }
  }

  @Override
  public void ping() {
    try (Connection connection = pool.getConnection()) {
      if (!connection.isValid(PING_SECONDS)) {
        throw DatastoreException.of(
                DatastoreException.Kind.TIMEOUT,
                "PostgreSQL gave no sign of life within %d seconds.".formatted(PING_SECONDS))
            .from(SqlErrors.PROVIDER);
      }
    } catch (SQLException failure) {
      throw SqlErrors.of(failure, QUERY, "asking for a sign of life");
    }
  }

  /// Closes cursors that were forgotten; the pool is its owner's.
  @Override
  public void close() {
    own.closeCursors();
  }
}
