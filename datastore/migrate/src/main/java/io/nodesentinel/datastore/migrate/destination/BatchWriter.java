package io.nodesentinel.datastore.migrate.destination;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.INSERT;

import io.nodesentinel.datastore.migrate.Rejection;
import io.nodesentinel.datastore.migrate.convert.Conversion;
import io.nodesentinel.datastore.migrate.convert.Moved;
import io.nodesentinel.datastore.migrate.destination.Batch.Placed;
import io.nodesentinel.datastore.postgresql.connection.SqlErrors;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/// Puts rows into the table, by COPY into a table of our session and from there to where they
/// belong, so that what is there already can be left as it is. Within a transaction of the caller.
///
/// Rows that the server refuses for what they say (a text longer than a column of an older schema,
/// a key too long for an index) are found by halving, and refused alone.
final class BatchWriter {
  private static final String STAGE =
      """
      CREATE TEMP TABLE IF NOT EXISTS migrate_stage (
        place bigint, id uuid, document jsonb, created_at timestamptz) ON COMMIT DELETE ROWS
      """;
  private static final String COPY =
      "COPY migrate_stage (place, id, document, created_at) FROM STDIN (FORMAT binary)";

  private final Connection connection;
  private final Moved what;

  BatchWriter(Connection connection, Moved what) throws SQLException {
    this.connection = connection;
    this.what = what;
    try (Statement statement = connection.createStatement()) {
      statement.execute(STAGE);
    }
  }

  /// What came of some rows.
  record Outcome(Counts counts, List<Rejection> refused) {
    Outcome plus(Outcome more) {
      List<Rejection> all = new ArrayList<>(refused);
      all.addAll(more.refused);
      return new Outcome(counts.plus(more.counts), all);
    }
  }

  Outcome put(List<Placed> rows) throws SQLException {
    if (rows.isEmpty()) {
      return new Outcome(Counts.NONE, List.of());
    }
    Savepoint before = connection.setSavepoint();
    try {
      Outcome outcome = putAll(rows);
      connection.releaseSavepoint(before);
      return outcome;
    } catch (SQLException failure) {
      if (!isOfTheData(failure)) {
        throw failure;
      }
      connection.rollback(before);
      if (rows.size() == 1) {
        return refused(rows.getFirst(), failure);
      }
      int half = rows.size() / 2;
      return put(rows.subList(0, half)).plus(put(rows.subList(half, rows.size())));
    }
  }

  private static boolean isOfTheData(SQLException failure) {
    String state = SqlErrors.state(failure);
    return state.startsWith("22") || state.startsWith("23") || state.startsWith("54");
  }

  private static Outcome refused(Placed placed, SQLException failure) {
    String reason = SqlErrors.of(failure, INSERT, "storing it").getMessage();
    return new Outcome(
        Counts.rejected(1),
        List.of(
            new Rejection(placed.place().toString(), Conversion.shown(placed.row().id()), reason)));
  }

  private Outcome putAll(List<Placed> rows) throws SQLException {
    copy(rows);
    int inserted = insert();
    Outcome outcome =
        inserted == rows.size()
            ? new Outcome(new Counts(inserted, 0, 0, 0), List.of())
            : others(rows, inserted);
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("DELETE FROM migrate_stage");
    }
    return outcome;
  }

  private void copy(List<Placed> rows) throws SQLException {
    CopyRows copy = new CopyRows();
    for (int i = 0; i < rows.size(); i++) {
      var row = rows.get(i).row();
      copy.row(4).bigint(i).uuid(row.record()).jsonb(row.json()).timestamptz(row.createdAt());
    }
    copy.send(connection, COPY);
  }

  /// The first of rows with one id wins.
  private int insert() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeUpdate(
          String.format(
              Locale.ROOT,
              """
              INSERT INTO %s (id, document, created_at)
              SELECT id, document, coalesce(created_at, now()) FROM migrate_stage ORDER BY place
              ON CONFLICT DO NOTHING
              """,
              what.table()));
    }
  }

  /// Of the rows that were not inserted, most are there already. A row that is not met another
  /// one's key.
  private Outcome others(List<Placed> rows, int inserted) throws SQLException {
    long changed = 0;
    long missing = 0;
    List<Rejection> refused = new ArrayList<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                String.format(
                    Locale.ROOT,
                    """
                    SELECT s.place, t.id, t.document IS DISTINCT FROM s.document
                    FROM migrate_stage s LEFT JOIN %s t USING (id)
                    WHERE t.document IS DISTINCT FROM s.document ORDER BY s.place
                    """,
                    what.table()));
        ResultSet result = select.executeQuery()) {
      while (result.next()) {
        if (result.getObject(2, UUID.class) != null) {
          changed++;
          continue;
        }
        missing++;
        Placed placed = rows.get(result.getInt(1));
        refused.add(
            new Rejection(
                placed.place().toString(),
                Conversion.shown(placed.row().id()),
                "It has " + what.conflict() + " in PostgreSQL, which has another _id."));
      }
    }
    long present = rows.size() - inserted - missing;
    return new Outcome(new Counts(inserted, present, changed, missing), refused);
  }
}
