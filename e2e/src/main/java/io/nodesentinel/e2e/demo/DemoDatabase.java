package io.nodesentinel.e2e.demo;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;

/// A PostgreSQL server for the time of a demo, on the loopback device, and what a monitor that
/// knows nothing but this database does in it.
public final class DemoDatabase implements AutoCloseable {
  private final EmbeddedPostgres postgres;

  private DemoDatabase(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  /// Starts it, empty.
  ///
  /// @throws IOException if it does not start
  public static DemoDatabase start() throws IOException {
    return new DemoDatabase(EmbeddedPostgres.builder().setServerConfig("fsync", "off").start());
  }

  /// How the operator is told to use it.
  public Map<String, String> environment() {
    return Map.of(
        "DATASTORE_PROVIDER",
        "postgresql",
        "DATASTORE_HOST",
        "localhost",
        "DATASTORE_PORT",
        Integer.toString(postgres.getPort()),
        "DATASTORE_DATABASE",
        "postgres",
        "DATASTORE_USERNAME",
        "postgres",
        // Nothing leaves this machine, and the server of a demo has no certificate.
        "DATASTORE_SSLMODE",
        "disable");
  }

  /// What a person types to look into it.
  public String address() {
    return "postgresql://postgres@localhost:" + postgres.getPort() + "/postgres";
  }

  /// Inserts a report, as a monitor of another system would.
  ///
  /// @return the id of its row
  String report(String node, boolean healthy) {
    return value(
        """
        INSERT INTO health_events (node_name, event_type, severity, document)
        SELECT n, 'GpuXidError', 'GPU', jsonb_build_object(
          'createdAt', to_json(now()),
          'healthevent', jsonb_build_object('version', 1, 'agent', 'database-monitor',
            'nodeName', n, 'componentClass', 'GPU', 'checkName', 'GpuXidError',
            'isFatal', NOT healthy, 'isHealthy', healthy, 'errorCode', '["79"]'::jsonb,
            'entitiesImpacted', '[{"entityType": "GPU", "entityValue": "3"}]'::jsonb,
            'message', 'XID 79', 'recommendedAction', 15, 'processingStrategy', 1),
          'healtheventstatus', '{"nodequarantined": null}'::jsonb)
        FROM (SELECT CAST(? AS text) AS n, CAST(? AS boolean) AS healthy) AS r
        RETURNING id
        """,
        node,
        Boolean.toString(healthy));
  }

  /// What the operator has written to the row; empty before.
  String said(String id) {
    return value(
        "SELECT coalesce(node_quarantined, '') FROM health_events WHERE id = CAST(? AS uuid)", id);
  }

  /// How many reports are recorded that came as objects.
  String recorded() {
    return value(
        "SELECT count(*) FROM health_events"
            + " WHERE document #>> '{healthevent,agent}' <> 'database-monitor'");
  }

  private String value(String sql, String... parameters) {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return String.valueOf(row.getString(1));
      }
    } catch (SQLException failure) {
      throw new IllegalStateException("the database of the demo: " + failure.getMessage(), failure);
    }
  }

  @Override
  public void close() {
    try {
      postgres.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
