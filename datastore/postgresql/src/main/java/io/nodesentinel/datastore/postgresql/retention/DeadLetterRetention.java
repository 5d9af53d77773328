package io.nodesentinel.datastore.postgresql.retention;

import io.nodesentinel.datastore.client.Collection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/// Removes dead letters that nobody replayed for so long, and changelog rows that were set aside.
public final class DeadLetterRetention {
  private static final int BATCH = 500;

  private static final String LETTERS =
      """
      DELETE FROM datastore_documents d USING (
        SELECT id FROM datastore_documents
        WHERE collection = ?
          AND coalesce(datastore_time(document -> 'at'), created_at) < now() - make_interval(secs => ?)
        ORDER BY id LIMIT ?) AS old
      WHERE d.collection = ? AND d.id = old.id
      """;

  private static final String POISON =
      """
      DELETE FROM datastore_poison_rows p USING (
        SELECT changelog_id, xid FROM datastore_poison_rows
        WHERE found_at < now() - make_interval(secs => ?)
        ORDER BY changelog_id LIMIT ?) AS old
      WHERE p.changelog_id = old.changelog_id AND p.xid = old.xid
      """;

  private final DataSource pool;
  private final Duration age;

  /// @param age since a letter was last written, by the server's clock
  public DeadLetterRetention(DataSource pool, Duration age) {
    this.pool = pool;
    this.age = age;
  }

  /// One pass: at most some hundred of each.
  ///
  /// @return how many were removed
  public long run() throws SQLException {
    try (Connection connection = pool.getConnection()) {
      boolean autoCommit = connection.getAutoCommit();
      connection.setAutoCommit(false);
      try {
        long removed =
            OneAtATime.DEAD_LETTERS.lock(connection) ? letters(connection) + poison(connection) : 0;
        connection.commit();
        return removed;
      } catch (SQLException failure) {
        connection.rollback();
        throw failure;
      } finally {
        connection.setAutoCommit(autoCommit);
      }
    }
  }

  private long letters(Connection connection) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(LETTERS)) {
      delete.setString(1, Collection.DEAD_LETTERS.name());
      delete.setDouble(2, age.toMillis() / 1000.0);
      delete.setInt(3, BATCH);
      delete.setString(4, Collection.DEAD_LETTERS.name());
      return delete.executeUpdate();
    }
  }

  private long poison(Connection connection) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(POISON)) {
      delete.setDouble(1, age.toMillis() / 1000.0);
      delete.setInt(2, BATCH);
      return delete.executeUpdate();
    }
  }
}
