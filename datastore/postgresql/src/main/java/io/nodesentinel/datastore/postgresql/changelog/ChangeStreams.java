package io.nodesentinel.datastore.postgresql.changelog;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.CHANGE_STREAM;

import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.change.StartPosition;
import io.nodesentinel.datastore.change.StartPosition.Named;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.postgresql.connection.ConnectionSource;
import io.nodesentinel.datastore.postgresql.connection.SqlErrors;
import io.nodesentinel.datastore.query.memory.Evaluator;
import io.nodesentinel.datastore.spi.PositionSaver;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import javax.sql.DataSource;

/// The change streams of one process: one reader, and the watchers that it feeds. Thread-safe.
public final class ChangeStreams implements AutoCloseable {
  private static final int WINDOW_ROWS = 10_000;
  private static final long WINDOW_SIZE = 64L << 20;
  private static final PositionSaver.Pace PACE =
      new PositionSaver.Pace(Duration.ofMillis(200), Duration.ofSeconds(30));

  private final DataSource pool;
  private final ClientPositions positions;
  private final PoisonRows poison = new PoisonRows();
  private final ChangeWindow window = new ChangeWindow(WINDOW_ROWS, WINDOW_SIZE);
  private final ChangelogReader reader;
  private final AtomicBoolean started = new AtomicBoolean();
  private final Set<ChangelogWatcher> watchers = ConcurrentHashMap.newKeySet();

  /// Reads nothing before the first watcher is opened.
  ///
  /// @param pool for what clients ask for
  /// @param own for the reader, which keeps one connection
  /// @param sleep at most between two looks at the stream
  public ChangeStreams(DataSource pool, ConnectionSource own, Duration sleep) {
    this.pool = pool;
    this.positions = new ClientPositions(pool);
    this.reader = new ChangelogReader(own, window, poison, sleep);
  }

  /// Begins to watch.
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException (RESUME_TOKEN) if the start is not
  ///   a token of this provider; as the database says otherwise
  public ChangeStreamWatcher watch(WatchRequest request) {
    if (started.compareAndSet(false, true)) {
      reader.start();
    }
    try {
      StreamToken start = start(request);
      if (request.start() == Named.STORED_OR_NOW || request.start() == Named.STORED_OR_BEGINNING) {
        positions.register(request.client(), start);
      }
      PositionSaver<StreamToken> saver =
          PositionSaver.start(
              request.client(),
              // Whoever begins now has nothing to catch up with.
              request.start() == Named.NOW ? start : stored(request).orElse(start),
              StreamToken::isBefore,
              PACE,
              (position, _) -> store(request.client(), position));
      ChangelogWatcher watcher =
          new ChangelogWatcher(
              request,
              wanted(request),
              window,
              reader,
              pool,
              poison,
              saver,
              start,
              watchers::remove);
      watchers.add(watcher);
      return watcher;
    } catch (SQLException failure) {
      throw SqlErrors.of(failure, CHANGE_STREAM, "opening a change stream");
    }
  }

  private void store(String client, StreamToken position) {
    try {
      positions.store(client, position);
    } catch (SQLException failure) {
      throw SqlErrors.of(failure, CHANGE_STREAM, "storing a position");
    }
  }

  private StreamToken start(WatchRequest request) throws SQLException {
    return switch (request.start()) {
      case StartPosition.At(var token) -> StreamToken.parse(token);
      case Named.STORED_OR_NOW -> stored(request).orElse(now());
      case Named.STORED_OR_BEGINNING -> stored(request).orElse(beginning());
      case Named.NOW -> now();
      case Named.BEGINNING -> beginning();
    };
  }

  private Optional<StreamToken> stored(WatchRequest request) throws SQLException {
    return positions.stored(request.client());
  }

  private StreamToken now() throws SQLException {
    try (Connection connection = pool.getConnection()) {
      ServerIdentity server = Incarnation.settle(connection);
      return new StreamToken(server, Incarnation.now(connection));
    }
  }

  private StreamToken beginning() throws SQLException {
    try (Connection connection = pool.getConnection()) {
      ServerIdentity server = Incarnation.settle(connection);
      return new StreamToken(server, Incarnation.floor(connection));
    }
  }

  private static Predicate<ChangelogRow> wanted(WatchRequest request) {
    Predicate<Document> filter = Evaluator.predicate(request.filter());
    return row -> {
      Document document = row.after() != null ? row.after() : row.before();
      return row.collection().equals(request.collection())
          && request.operations().contains(row.operation())
          && (document == null || filter.test(document));
    };
  }

  /// How the stream is doing now.
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException if the database does not answer
  public StreamHealth health() {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT (coalesce(greatest(
                  (SELECT max(extract(epoch FROM clock_timestamp() - xact_start))
                   FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()),
                  (SELECT max(extract(epoch FROM clock_timestamp() - prepared)) FROM pg_prepared_xacts)),
                  0) * 1000)::bigint
                """)) {
      row.next();
      return new StreamHealth(
          started.get() && reader.failure() == null && window.end() != null,
          watchers.size(),
          reader.reads(),
          reader.failures(),
          poison.count(),
          Duration.ofMillis(row.getLong(1)));
    } catch (SQLException failure) {
      throw SqlErrors.of(failure, CHANGE_STREAM, "asking for the state of the change stream");
    }
  }

  /// Goes on reading with a new connection; nothing is lost or repeated by it.
  public void renewConnection() {
    reader.renewConnection();
  }

  /// Stores all positions, closes all watchers and ends the reader.
  @Override
  public void close() {
    watchers.forEach(ChangelogWatcher::close);
    reader.close();
  }
}
