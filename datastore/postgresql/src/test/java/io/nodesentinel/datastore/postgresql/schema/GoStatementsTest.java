package io.nodesentinel.datastore.postgresql.schema;

import static java.util.Arrays.asList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.datastore.postgresql.testing.OnEveryServer;
import io.nodesentinel.datastore.postgresql.testing.TestDatabase;
import io.nodesentinel.datastore.postgresql.testing.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// INSERTs and UPDATEs as the Go system writes them, on a new database and on one that it made.
@OnEveryServer
class GoStatementsTest {
  private static final String INSERT =
      """
      INSERT INTO health_events (node_name, event_type, severity, recommended_action, node_quarantined,
        quarantine_finish_timestamp, user_pods_eviction_status, user_pods_eviction_message,
        drain_finish_timestamp, fault_remediated, last_remediation_timestamp, document)
      VALUES (?, ?, ?, ?, ?, NULL, NULL, '', NULL, NULL, NULL, CAST(? AS jsonb))
      """;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void the_insert_of_the_go_system_gives_the_row_and_the_document_it_names(boolean madeByGo) {
    TestDatabase database = database(madeByGo);
    insertGolden(database);

    assertThat(
            database.query(
                """
                SELECT node_name, event_type, severity, recommended_action, node_quarantined,
                  user_pods_eviction_status, user_pods_eviction_message, fault_remediated,
                  quarantine_finish_timestamp = '2026-03-02T09:15:04.156543Z', drain_finish_timestamp,
                  document = CAST(? AS jsonb)
                FROM health_events
                """,
                golden()))
        .containsExactly(
            asList(
                "gpu-017",
                "GpuXidError",
                "GPU",
                "RESTART_VM",
                "Quarantined",
                null,
                "",
                null,
                "t",
                null,
                "t"));
  }

  @Test
  void an_update_of_columns_and_of_the_document_at_once_is_logged_as_one_change() {
    TestDatabase database = database(true);
    insertGolden(database);
    database.execute(
        """
        UPDATE health_events SET node_quarantined = 'UnQuarantined',
          document = jsonb_set(document, '{healtheventstatus,nodequarantined}', '"UnQuarantined"'),
          updated_at = now()
        WHERE node_name = 'gpu-017'
        """);
    assertThat(
            database.value(
                "SELECT document #>> '{healtheventstatus,nodequarantined}' FROM health_events"))
        .isEqualTo("UnQuarantined");
    assertThat(database.query("SELECT operation FROM datastore_changelog ORDER BY id"))
        .containsExactly(List.of("INSERT"), List.of("UPDATE"));
  }

  @Test
  void an_update_of_a_column_alone_reaches_the_document() {
    TestDatabase database = database(false);
    insertGolden(database);
    database.execute(
        """
        UPDATE health_events SET node_quarantined = 'Cancelled', fault_remediated = true,
          user_pods_eviction_status = 'InProgress', user_pods_eviction_message = 'two pods left',
          drain_finish_timestamp = '2026-03-02T10:00:00.25Z', event_type = 'GpuNvlinkError',
          recommended_action = 'COMPONENT_RESET'
        """);
    assertThat(
            database.value(
                """
                SELECT document -> 'healtheventstatus' @> '{"nodequarantined": "Cancelled",
                    "faultremediated": {"value": true},
                    "userpodsevictionstatus": {"status": "InProgress", "message": "two pods left"},
                    "drainfinishtimestamp": {"seconds": 1772445600, "nanos": 250000000}}'
                  AND document -> 'healthevent' @> '{"checkName": "GpuNvlinkError", "recommendedAction": 2}'
                FROM health_events
                """))
        .isEqualTo("t");
  }

  @Test
  void an_update_of_the_document_alone_reaches_the_columns() {
    TestDatabase database = database(false);
    insertGolden(database);
    database.execute(
        """
        UPDATE health_events SET document = jsonb_set(jsonb_set(jsonb_set(document,
          '{healtheventstatus,nodequarantined}', 'null'),
          '{healtheventstatus,faultremediated}', '{"value": false}'),
          '{healtheventstatus,userpodsevictionstatus}', '{"status": "Succeeded", "message": "done"}')
        """);
    assertThat(
            database.query(
                "SELECT node_quarantined, fault_remediated, user_pods_eviction_status, user_pods_eviction_message FROM health_events"))
        .containsExactly(asList(null, "f", "Succeeded", "done"));
  }

  @Test
  void a_row_given_by_its_columns_only_says_the_same_in_its_document() {
    TestDatabase database = database(false);
    database.execute(
        INSERT, "n1", "DiskFull", "Disk", "NONE", "Quarantined", "{\"healthevent\": {}}");
    assertThat(
            database.value(
                """
                SELECT document @> '{"healthevent": {"nodeName": "n1", "checkName": "DiskFull",
                  "componentClass": "Disk", "recommendedAction": 0},
                  "healtheventstatus": {"nodequarantined": "Quarantined"}}' FROM health_events
                """))
        .isEqualTo("t");
  }

  @Test
  void where_column_and_document_contradict_each_other_the_document_wins() {
    TestDatabase database = database(false);
    database.execute(
        INSERT,
        "n1",
        "DiskFull",
        "Disk",
        "NONE",
        "Quarantined",
        "{\"healthevent\": {\"nodeName\": \"n2\"}, \"healtheventstatus\": {\"nodequarantined\": \"Cancelled\"}}");
    assertThat(database.query("SELECT node_name, node_quarantined FROM health_events"))
        .containsExactly(List.of("n2", "Cancelled"));
  }

  @Test
  void a_document_from_mongodb_keeps_its_lower_case_keys() {
    TestDatabase database = database(false);
    database.execute("INSERT INTO health_events (document) VALUES (CAST(? AS jsonb))", mongo());
    assertThat(
            database.query(
                "SELECT node_name, event_type, severity, recommended_action, user_pods_eviction_status FROM health_events"))
        .containsExactly(List.of("gpu-017", "GpuXidError", "GPU", "RESTART_VM", "NotStarted"));
    database.execute("UPDATE health_events SET event_type = 'Other'");
    assertThat(
            database.value("SELECT document -> 'healthevent' ->> 'checkname' FROM health_events"))
        .isEqualTo("Other");
    assertThat(database.value("SELECT document -> 'healthevent' ?? 'checkName' FROM health_events"))
        .isEqualTo("f");
  }

  @Test
  void a_document_of_another_shape_is_kept_as_it_is() {
    TestDatabase database = database(false);
    String odd = "{\"healthevent\": 3, \"healtheventstatus\": [1], \"x\": {\"seconds\": \"y\"}}";
    database.execute("INSERT INTO health_events (document) VALUES (CAST(? AS jsonb))", odd);
    assertThat(database.value("SELECT document = CAST(? AS jsonb) FROM health_events", odd))
        .isEqualTo("t");
  }

  @Test
  void a_time_that_is_none_makes_the_column_empty_and_nothing_else() {
    TestDatabase database = database(false);
    database.execute(
        "INSERT INTO health_events (document) VALUES (CAST(? AS jsonb))",
        "{\"healthevent\": {}, \"healtheventstatus\": {\"drainfinishtimestamp\": {\"seconds\": \"soon\"}, \"lastremediationtimestamp\": \"2026-13-45\", \"quarantinefinishtimestamp\": \"2026-03-02T10:00:00Z\"}}");
    assertThat(
            database.query(
                "SELECT drain_finish_timestamp, last_remediation_timestamp, quarantine_finish_timestamp = '2026-03-02T10:00:00Z' FROM health_events"))
        .containsExactly(asList(null, null, "t"));
  }

  @Test
  void an_idempotency_key_is_unique_where_there_is_one() {
    TestDatabase database = database(false);
    String keyed = "{\"healthevent\": {\"metadata\": {\"idempotencyKey\": \"k1\"}}}";
    database.execute("INSERT INTO health_events (document) VALUES (CAST(? AS jsonb))", keyed);
    assertThatThrownBy(() ->
            database.execute(
                "INSERT INTO health_events (document) VALUES (CAST(? AS jsonb))", keyed))
        .hasMessageContaining("health_events_by_idempotency_key");
    insertGolden(database);
    insertGolden(database);
    assertThat(database.value("SELECT count(*) FROM health_events")).isEqualTo("3");
  }

  @Test
  void the_rows_and_positions_of_a_database_that_the_go_system_made_are_kept() {
    TestDatabase database = TestServer.shared().newEmptyDatabase();
    database.script(GoDatabase.SCHEMA);
    insertGolden(database);
    database.execute(
        "INSERT INTO resume_tokens (client_name, resume_token) VALUES ('node-drainer', '{\"eventID\": \"1\"}')");

    assertThat(Schema.apply(database.dataSource()))
        .isEqualTo(Schema.status(database.dataSource()).size());
    assertThat(Schema.apply(database.dataSource())).isZero();
    insertGolden(database);

    assertThat(database.value("SELECT count(*) FROM health_events")).isEqualTo("2");
    assertThat(
            database.query(
                "SELECT operation, new_values ->> 'node_name' FROM datastore_changelog ORDER BY id"))
        .as("one changelog row for each change, before and after")
        .containsExactly(List.of("INSERT", "gpu-017"), List.of("INSERT", "gpu-017"));
    assertThat(database.value("SELECT resume_token ->> 'eventID' FROM resume_tokens"))
        .isEqualTo("1");
    assertThat(Schema.status(database.dataSource())).allMatch(Schema.Step::applied);
  }

  private static TestDatabase database(boolean madeByGo) {
    if (!madeByGo) {
      return TestServer.shared().newDatabase();
    }
    TestDatabase database = TestServer.shared().newEmptyDatabase();
    database.script(GoDatabase.SCHEMA);
    Schema.apply(database.dataSource());
    return database;
  }

  private static void insertGolden(TestDatabase database) {
    database.execute(
        INSERT, "gpu-017", "GpuXidError", "GPU", "RESTART_VM", "Quarantined", golden());
  }

  private static String golden() {
    return resource("/golden/postgresql-health-event.json");
  }

  private static String mongo() {
    return resource("/golden/mongodb-health-event.json");
  }

  private static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(GoStatementsTest.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
