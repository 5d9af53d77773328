package io.nodesentinel.datastore.postgresql.changelog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Removes changelog rows that every live client has handled, and, past a cap, also others.
///
/// A row that all have handled is removed rather than marked, so `processed = FALSE` counts what
/// the slowest live client has still to handle, at half the cost. While a client of another system
/// shares the changelog, rows are marked as processed and removed when they are old enough for it.
///
/// The floor is raised in the transaction that removes, so that a client below it finds a gap. For
/// one thread at a time.
public final class Retention {
  /// While a batch is removed, readers wait for what is committed meanwhile: a few milliseconds.
  private static final int BATCH = 500;

  /// A transaction that marks delays readers too.
  private static final int MARKS = 2_000;

  /// Two passes at a time would only wait for each other.
  private static final String ONE_AT_A_TIME = "SELECT pg_try_advisory_xact_lock(1316180560, 2)";

  private final DataSource pool;
  private final Bounds bounds;

  /// Up to where rows are marked: to look for others below would be to read them all, every time.
  private StreamPosition marked = StreamPosition.START;

  public Retention(DataSource pool, Bounds bounds) {
    this.pool = pool;
    this.bounds = bounds;
  }

  /// What is kept.
  ///
  /// @param clientExpiry a client that gave no sign of life for so long is dead
  /// @param maxRows so many rows are kept at most, whoever still needs them
  /// @param keepForOthers how long rows stay for clients of another system
  public record Bounds(Duration clientExpiry, long maxRows, Duration keepForOthers) {
    public static final Bounds DEFAULT =
        new Bounds(Duration.ofHours(24), 2_000_000, Duration.ofHours(24));
  }

  /// What one pass did.
  ///
  /// @param removed rows
  /// @param forced of these, rows that were removed because of the cap
  public record Pass(long removed, long forced) {}

  /// One pass, in transactions of some hundred rows. Does nothing while another is under way.
  public Pass run() throws SQLException {
    long removed = 0;
    long forced = 0;
    try (Connection connection = pool.getConnection()) {
      boolean autoCommit = connection.getAutoCommit();
      connection.setAutoCommit(false);
      try {
        int now;
        do {
          now = mark(connection);
        } while (now == MARKS);
        long below = begin(connection);
        do {
          now = removeHandled(connection, below);
          removed += now;
        } while (now == BATCH);
        long excess = excess(connection);
        do {
          now = removeBeyondCap(connection, excess - forced);
          forced += now;
        } while (now == BATCH);
      } catch (SQLException failure) {
        connection.rollback();
        throw failure;
      } finally {
        connection.setAutoCommit(autoCommit);
      }
    }
    return new Pass(removed + forced, forced);
  }

  /// @return the lowest id of what the slowest live client has not handled, which only rises, so
  ///   that it holds for the whole pass; 0 if nobody has a position
  private long begin(Connection connection) throws SQLException {
    long below = 0;
    Slowest slowest = slowest(connection);
    if (lock(connection) && slowest.position() != null) {
      StreamPosition until = slowest.position();
      try (PreparedStatement select =
          connection.prepareStatement(
              """
              SELECT coalesce(min(id), 9223372036854775807) FROM datastore_changelog
              WHERE (xid, id) > (CAST(? AS xid8), ?)
              """)) {
        select.setString(1, Long.toString(until.xid()));
        select.setLong(2, until.id());
        try (ResultSet row = select.executeQuery()) {
          row.next();
          below = row.getLong(1);
        }
      }
    }
    connection.commit();
    return below;
  }

  /// Rows up to the slowest live client's position, but not those whose id is above that of a row
  /// still to come: they tell which of those are superseded. An unreadable position counts as that
  /// of another system's client.
  private int removeHandled(Connection connection, long below) throws SQLException {
    if (!lock(connection)) {
      return 0;
    }
    Slowest slowest = slowest(connection);
    int count = 0;
    if (slowest.position() != null) {
      StreamPosition until = slowest.position();
      count =
          remove(
              connection,
              """
              SELECT xid, id FROM datastore_changelog
              WHERE (xid, id) <= (CAST(? AS xid8), ?)
                AND id < ?
                AND (NOT CAST(? AS boolean) OR changed_at < now() - make_interval(secs => ?))
              ORDER BY xid, id LIMIT ?
              """,
              statement -> {
                statement.setString(1, Long.toString(until.xid()));
                statement.setLong(2, until.id());
                statement.setLong(3, below);
                statement.setBoolean(4, slowest.others());
                statement.setDouble(5, bounds.keepForOthers().toMillis() / 1000.0);
                statement.setInt(6, BATCH);
              });
    }
    connection.commit();
    return count;
  }

  /// How many rows there are beyond the cap.
  private long excess(Connection connection) throws SQLException {
    // The span of ids is at least the number of rows, and costs nothing to ask for.
    long excess =
        ask(connection, "SELECT max(id) - min(id) + 1 FROM datastore_changelog") > bounds.maxRows()
            ? ask(connection, "SELECT count(*) FROM datastore_changelog") - bounds.maxRows()
            : 0;
    connection.commit();
    return excess;
  }

  /// The oldest rows, whose transactions have ended.
  ///
  /// @param excess how many at most; none if it is not positive
  private int removeBeyondCap(Connection connection, long excess) throws SQLException {
    int count = 0;
    if (excess > 0 && lock(connection)) {
      count =
          remove(
              connection,
              """
              SELECT xid, id FROM datastore_changelog
              WHERE xid < pg_snapshot_xmin(pg_current_snapshot())
              ORDER BY xid, id LIMIT ?
              """,
              statement -> statement.setLong(1, Math.min(excess, BATCH)));
      connection.commit();
    }
    return count;
  }

  private static long ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private boolean lock(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(ONE_AT_A_TIME)) {
      boolean mine = row.next() && row.getBoolean(1);
      if (!mine) {
        connection.commit();
      }
      return mine;
    }
  }

  private record Slowest(@Nullable StreamPosition position, boolean others) {}

  private Slowest slowest(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT t.resume_token::text, s.server = t.resume_token - 'xid' - 'id'
                     || '{"xid": "0", "id": 0}'
            FROM resume_tokens t, datastore_changelog_state s
            WHERE t.last_updated > now() - make_interval(secs => ?)
            """)) {
      select.setDouble(1, bounds.clientExpiry().toMillis() / 1000.0);
      StreamPosition slowest = null;
      boolean others = false;
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          StreamToken token = StreamToken.parseOrNull(row.getString(1));
          if (token == null) {
            others = true;
          } else if (row.getBoolean(2) && (slowest == null || token.position().isBefore(slowest))) {
            slowest = token.position();
          }
        }
      }
      return new Slowest(slowest, others);
    }
  }

  /// Marks some of what is handled, if somebody else looks for marks.
  ///
  /// @return how many rows
  private int mark(Connection connection) throws SQLException {
    int count = 0;
    Slowest slowest = slowest(connection);
    StreamPosition until = slowest.position();
    if (until != null && until.isBefore(marked)) {
      // The server was put back, and begins anew with its numbers.
      marked = StreamPosition.START;
    }
    if (slowest.others() && until != null && marked.isBefore(until) && lock(connection)) {
      StreamPosition last = marked;
      try (PreparedStatement update =
          connection.prepareStatement(
              """
              UPDATE datastore_changelog c SET processed = TRUE
              FROM (SELECT xid, id FROM datastore_changelog
                    WHERE (xid, id) > (CAST(? AS xid8), ?) AND (xid, id) <= (CAST(? AS xid8), ?)
                      AND processed IS DISTINCT FROM TRUE
                    ORDER BY xid, id LIMIT ?) AS handled
              WHERE c.xid = handled.xid AND c.id = handled.id
              RETURNING c.xid::text, c.id
              """)) {
        update.setString(1, Long.toString(marked.xid()));
        update.setLong(2, marked.id());
        update.setString(3, Long.toString(until.xid()));
        update.setLong(4, until.id());
        update.setInt(5, MARKS);
        try (ResultSet row = update.executeQuery()) {
          while (row.next()) {
            count++;
            last =
                StreamPosition.max(
                    last, new StreamPosition(Long.parseLong(row.getString(1)), row.getLong(2)));
          }
        }
      }
      connection.commit();
      marked = count == MARKS ? last : until;
    } else {
      connection.commit();
    }
    return count;
  }

  private interface Parameters {
    void set(PreparedStatement statement) throws SQLException;
  }

  private static int remove(Connection connection, String which, Parameters parameters)
      throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "WITH gone AS MATERIALIZED ("
                + which
                + "), deleted AS ("
                + " DELETE FROM datastore_changelog c USING gone WHERE c.id = gone.id AND c.xid = gone.xid"
                + " RETURNING c.xid, c.id),"
                + " last AS (SELECT xid, id FROM deleted ORDER BY xid DESC, id DESC LIMIT 1),"
                + " raised AS (UPDATE datastore_changelog_state s SET floor_xid = last.xid, floor_id = last.id"
                + " FROM last WHERE (s.floor_xid, s.floor_id) < (last.xid, last.id))"
                + " SELECT count(*) FROM deleted")) {
      parameters.set(delete);
      try (ResultSet row = delete.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }
}
