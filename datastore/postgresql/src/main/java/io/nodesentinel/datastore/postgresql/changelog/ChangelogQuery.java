package io.nodesentinel.datastore.postgresql.changelog;

import io.nodesentinel.datastore.error.DatastoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Reads the changelog from a position on, and finds what is superseded.
///
/// Not thread-safe: one per reader of the stream.
final class ChangelogQuery {
  static final int MAX_ROWS = 1_000;

  /// Bytes as stored, which are compressed, of one batch; a single row may exceed them.
  private static final long MAX_STORED_BYTES = 4L << 20;

  /// So many remembered records that forgetting is worth a query.
  private static final int MANY = 20_000;

  /// Everything comes from one statement and so from one snapshot: the rows, the bound below which
  /// they are complete, and how far the changelog was pruned. What is the same for all rows is
  /// worked out once, hence MATERIALIZED. `xid` must not be compared or sorted as text.
  static final String SQL =
      """
      WITH here AS MATERIALIZED (
        SELECT pg_snapshot_xmin(s) AS xmin, pg_snapshot_xmax(s) AS xmax, t.floor_xid, t.floor_id,
               coalesce((SELECT xid FROM datastore_changelog ORDER BY xid DESC, id DESC LIMIT 1)
                   >= pg_snapshot_xmin(s), FALSE) AS hidden
        FROM pg_current_snapshot() AS s, datastore_changelog_state AS t)
      SELECT here.xmax::text, here.floor_xid::text, here.floor_id, here.hidden,
             c.xid::text, c.id, c.table_name, c.record_id, c.operation,
             c.old_values ->> 'document', c.new_values ->> 'document',
             coalesce(c.new_values, c.old_values) ->> 'collection', c.changed_at, c.writer
      FROM here LEFT JOIN LATERAL (
        SELECT w.*,
               sum(coalesce(pg_column_size(w.old_values), 0) + coalesce(pg_column_size(w.new_values), 0))
                   OVER (ORDER BY w.xid, w.id) AS stored_bytes,
               row_number() OVER (ORDER BY w.xid, w.id) AS place
        FROM (
          SELECT * FROM datastore_changelog
          WHERE (xid, id) > (CAST(? AS xid8), ?) AND xid < here.xmin
          ORDER BY xid, id LIMIT ?) AS w) AS c
        ON c.place = 1 OR c.stored_bytes <= ?
      ORDER BY c.xid, c.id
      """;

  private final PoisonRows poison;
  private SupersededMarks marks = new SupersededMarks();
  private boolean seeded;
  private long forgottenBelow;

  ChangelogQuery(PoisonRows poison) {
    this.poison = poison;
  }

  /// Forgets where it was: the next read begins at another place.
  void reset() {
    marks = new SupersededMarks();
    seeded = false;
    forgottenBelow = 0;
  }

  /// What comes after a position. Reads of one query follow each other without a hole, or [#reset]
  /// comes between.
  Batch after(Connection connection, StreamPosition from) throws SQLException {
    if (!seeded) {
      seed(connection, from);
      seeded = true;
    } else if (marks.size() > MANY) {
      forget(connection, from);
    }
    try (PreparedStatement select = connection.prepareStatement(SQL)) {
      select.setString(1, Long.toString(from.xid()));
      select.setLong(2, from.id());
      select.setInt(3, MAX_ROWS);
      select.setLong(4, MAX_STORED_BYTES);
      try (ResultSet result = select.executeQuery()) {
        return read(connection, result, from);
      }
    }
  }

  private Batch read(Connection connection, ResultSet result, StreamPosition from)
      throws SQLException {
    List<ChangelogRow> rows = new ArrayList<>();
    StreamPosition end = from;
    StreamPosition floor = StreamPosition.START;
    long ceiling = 0;
    boolean hidden = false;
    boolean any = false;
    while (result.next()) {
      ceiling = Long.parseLong(result.getString(1));
      floor = new StreamPosition(Long.parseLong(result.getString(2)), result.getLong(3));
      hidden = result.getBoolean(4);
      String xid = result.getString(5);
      if (xid == null) {
        break;
      }
      any = true;
      end = new StreamPosition(Long.parseLong(xid), result.getLong(6));
      try {
        rows.add(RowReading.read(result, end, marks));
      } catch (DatastoreException | IllegalArgumentException broken) {
        poison.setAside(connection, end, broken);
      }
    }
    // A full read costs one more that finds nothing; a miscounted one would cost latency.
    return new Batch(rows, end, any, hidden, floor, ceiling);
  }

  /// Notes what was read before the position and has a higher id than something after it.
  private void seed(Connection connection, StreamPosition from) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT table_name, record_id, coalesce(new_values, old_values) ->> 'collection', max(id)
            FROM datastore_changelog
            WHERE (xid, id) <= (CAST(? AS xid8), ?)
              AND id > (SELECT min(id) FROM datastore_changelog WHERE (xid, id) > (CAST(? AS xid8), ?))
            GROUP BY 1, 2, 3
            """)) {
      select.setString(1, Long.toString(from.xid()));
      select.setLong(2, from.id());
      select.setString(3, Long.toString(from.xid()));
      select.setLong(4, from.id());
      try (ResultSet result = select.executeQuery()) {
        while (result.next()) {
          RecordKey key =
              RowReading.key(result.getString(1), result.getString(3), result.getString(2));
          if (key != null) {
            marks.note(key, result.getLong(4));
          }
        }
      }
    }
  }

  /// The lowest id still to come only rises, but for changes that become visible later; see
  /// [SupersededMarks#forgetBelow]. So the search goes on from where it ended.
  private void forget(Connection connection, StreamPosition from) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT id FROM datastore_changelog
            WHERE id > ? AND (xid, id) > (CAST(? AS xid8), ?) ORDER BY id LIMIT 1
            """)) {
      select.setLong(1, forgottenBelow);
      select.setString(2, Long.toString(from.xid()));
      select.setLong(3, from.id());
      try (ResultSet result = select.executeQuery()) {
        if (result.next()) {
          forgottenBelow = result.getLong(1) - 1;
          marks.forgetBelow(forgottenBelow + 1);
        } else {
          marks = new SupersededMarks();
        }
      }
    }
  }
}
