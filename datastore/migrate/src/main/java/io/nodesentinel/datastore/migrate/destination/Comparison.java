package io.nodesentinel.datastore.migrate.destination;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.migrate.convert.Canonical;
import io.nodesentinel.datastore.migrate.convert.Moved;
import io.nodesentinel.datastore.migrate.destination.Batch.Placed;
import io.nodesentinel.datastore.postgresql.record.StoredJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Compares a table with checksums of the source's documents. The checksums lie in a table of our
/// session, so that neither side is ever held in memory. Not thread-safe.
public final class Comparison implements AutoCloseable {
  private static final String SUMS =
      """
      CREATE TEMP TABLE migrate_sums (id uuid, number bigint, total bytea, facts bytea)
      """;
  private static final String COPY =
      "COPY migrate_sums (id, number, total, facts) FROM STDIN (FORMAT binary)";
  private static final int FETCH = 500;

  private final Connection connection;
  private final Moved what;

  Comparison(Connection connection, Moved what) throws SQLException {
    this.connection = connection;
    this.what = what;
    try (Statement statement = connection.createStatement()) {
      statement.execute(SUMS);
    }
    connection.commit();
  }

  /// How the two sides differ in one document.
  public enum Kind {
    /// Of the source, and not in PostgreSQL.
    MISSING,
    /// On both sides, with other contents.
    DIFFERENT,
    /// The same but for `healtheventstatus`, which the operator writes.
    STATUS,
    /// In PostgreSQL alone.
    EXTRA
  }

  /// One difference.
  ///
  /// @param number where it stands in the source, from 1; 0 if it does not
  /// @param record of the row
  public record Difference(Kind kind, UUID record, long number) {}

  /// The counts of both sides.
  ///
  /// @param source documents of the source, each id once
  /// @param repeated documents of the source whose id came before
  /// @param target rows
  public record Sides(long source, long repeated, long target) {}

  /// Takes in documents of the source.
  public void add(List<Placed> rows) throws SQLException {
    CopyRows copy = new CopyRows();
    for (Placed placed : rows) {
      copy.row(4)
          .uuid(placed.row().record())
          .bigint(placed.place().number())
          .bytea(placed.row().checksum())
          .bytea(placed.row().factsChecksum());
    }
    copy.send(connection, COPY);
    connection.commit();
  }

  /// Reads the table, and tells each difference.
  ///
  /// @param progress is told now and then how many documents were compared
  public Sides compare(Consumer<Difference> differences, LongConsumer progress)
      throws SQLException {
    long source = 0;
    long target = 0;
    long compared = 0;
    try (Statement analyze = connection.createStatement()) {
      analyze.execute("ANALYZE migrate_sums");
    }
    // What follows only reads: it must not hold up the readers of changes, who wait for all writing
    // transactions that are older than they.
    connection.commit();
    try (PreparedStatement select =
        connection.prepareStatement(
            String.format(
                Locale.ROOT,
                """
                SELECT coalesce(s.id, t.id), t.document::text, s.number, s.total, s.facts
                FROM (SELECT DISTINCT ON (id) * FROM migrate_sums ORDER BY id, number) s
                FULL JOIN %s t ON t.id = s.id
                """,
                what.table()))) {
      select.setFetchSize(FETCH);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          if (++compared % FETCH == 0) {
            progress.accept(compared);
          }
          UUID record = row.getObject(1, UUID.class);
          String json = row.getString(2);
          long number = row.getLong(3);
          byte[] total = row.getBytes(4);
          source += total == null ? 0 : 1;
          target += json == null ? 0 : 1;
          if (json == null) {
            differences.accept(new Difference(Kind.MISSING, record, number));
          } else if (total == null) {
            differences.accept(new Difference(Kind.EXTRA, record, 0));
          } else {
            Kind kind = difference(record, json, total, row.getBytes(5));
            if (kind != null) {
              differences.accept(new Difference(kind, record, number));
            }
          }
        }
      }
    }
    Sides sides = new Sides(source, all() - source, target);
    connection.commit();
    return sides;
  }

  private static @Nullable Kind difference(UUID record, String json, byte[] total, byte[] facts) {
    Document stored;
    try {
      stored = StoredJson.read(record, json);
    } catch (DatastoreException unreadable) {
      // No document of the source can be one that nobody can read.
      return Kind.DIFFERENT;
    }
    if (Arrays.equals(Canonical.checksum(stored), total)) {
      return null;
    }
    return Arrays.equals(Canonical.checksumOfFacts(stored), facts) ? Kind.STATUS : Kind.DIFFERENT;
  }

  private long all() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM migrate_sums")) {
      row.next();
      return row.getLong(1);
    }
  }

  @Override
  public void close() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE migrate_sums");
    }
    connection.commit();
  }
}
