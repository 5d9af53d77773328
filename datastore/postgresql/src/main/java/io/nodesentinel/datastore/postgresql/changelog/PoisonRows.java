package io.nodesentinel.datastore.postgresql.changelog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sets aside changelog rows that cannot be read, so that the stream goes on. Thread-safe.
final class PoisonRows {
  private static final Logger LOG = LoggerFactory.getLogger(PoisonRows.class);

  private final LongAdder found = new LongAdder();

  /// Keeps a copy of the row and the reason; once, however many processes come across it.
  void setAside(Connection connection, StreamPosition position, RuntimeException reason)
      throws SQLException {
    String why = reason.getMessage() == null ? reason.toString() : reason.getMessage();
    int kept;
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO datastore_poison_rows (changelog_id, xid, changelog, reason)
            SELECT id, xid, to_jsonb(c), ? FROM datastore_changelog c WHERE id = ?
            ON CONFLICT DO NOTHING
            """)) {
      insert.setString(1, why);
      insert.setLong(2, position.id());
      kept = insert.executeUpdate();
    }
    found.increment();
    if (kept > 0) {
      LOG.warn(
          "changelog row {} cannot be read and was set aside in datastore_poison_rows: {}",
          position.id(),
          why);
    }
  }

  /// How many this process came across.
  long count() {
    return found.sum();
  }
}
