package io.nodesentinel.datastore.postgresql.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;

/// The rows of all tables as text, taken and put back as `pg_dump` does it: by COPY, with triggers
/// off. The embedded binaries have no `pg_dump`.
public record Dump(Map<String, byte[]> tables) {
  private static final List<String> NAMES =
      List.of(
          "health_events",
          "maintenance_events",
          "datastore_documents",
          "datastore_changelog",
          "datastore_changelog_state",
          "resume_tokens");

  /// What the database holds now.
  public static Dump of(TestDatabase database) throws SQLException, IOException {
    Map<String, byte[]> tables = new LinkedHashMap<>();
    try (Connection connection = database.connect()) {
      for (String name : NAMES) {
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut("COPY " + name + " TO STDOUT", rows);
        tables.put(name, rows.toByteArray());
      }
    }
    return new Dump(tables);
  }

  /// Puts the rows into a database that has the schema, in place of those that are there.
  public void restore(TestDatabase database) throws SQLException, IOException {
    try (Connection connection = database.connect()) {
      TestDatabase.execute(connection, "SET session_replication_role = replica");
      for (Map.Entry<String, byte[]> table : tables.entrySet()) {
        TestDatabase.execute(connection, "DELETE FROM " + table.getKey());
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn(
                "COPY " + table.getKey() + " FROM STDIN",
                new ByteArrayInputStream(table.getValue()));
      }
      TestDatabase.execute(
          connection,
          "SELECT setval('datastore_changelog_id_seq', (SELECT max(id) FROM datastore_changelog))");
    }
  }
}
