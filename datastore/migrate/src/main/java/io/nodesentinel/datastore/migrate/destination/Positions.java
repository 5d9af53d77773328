package io.nodesentinel.datastore.migrate.destination;

import io.nodesentinel.datastore.document.DocumentJson;
import io.nodesentinel.datastore.migrate.convert.Moved;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/// How far each source was read, as documents of the collection `Migrations` in the target itself,
/// so that a position becomes durable with the rows before it, or not at all.
final class Positions {
  private static final String COLLECTION = "Migrations";

  private final Connection connection;
  private final String source;
  private final UUID record;

  /// @param source what the source calls itself
  Positions(Connection connection, Moved what, String source) {
    this.connection = connection;
    this.source = source;
    this.record =
        UUID.nameUUIDFromBytes(
            (what.collection().name() + " from " + source).getBytes(StandardCharsets.UTF_8));
  }

  Optional<Progressed> stored() throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT document::text, updated_at FROM datastore_documents"
                + " WHERE collection = ? AND id = ?")) {
      select.setString(1, COLLECTION);
      select.setObject(2, record);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(
                Progressed.of(DocumentJson.read(row.getString(1)), row.getTimestamp(2).toInstant()))
            : Optional.empty();
      }
    }
  }

  /// Within the transaction that is open.
  void store(Progressed progressed) throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            """
            INSERT INTO datastore_documents (collection, id, document)
            VALUES (?, ?, CAST(? AS jsonb))
            ON CONFLICT (collection, id)
              DO UPDATE SET document = EXCLUDED.document, updated_at = now()
            """)) {
      upsert.setString(1, COLLECTION);
      upsert.setObject(2, record);
      upsert.setString(3, DocumentJson.write(progressed.document(source)));
      upsert.executeUpdate();
    }
  }
}
