package io.nodesentinel.datastore.postgresql.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.datastore.postgresql.testing.OnEveryServer;
import io.nodesentinel.datastore.postgresql.testing.TestDatabase;
import io.nodesentinel.datastore.postgresql.testing.TestServer;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each index is there for a query that would otherwise read the whole table.
@OnEveryServer
class IndexesTest {
  private static TestDatabase database;

  @BeforeAll
  static void fill() {
    database = TestServer.shared().newDatabase();
    database.script(
        """
        INSERT INTO health_events (document)
        SELECT jsonb_build_object(
          'createdAt', to_char(timestamp '2026-01-01' + i * interval '1 minute', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
          'healthevent', jsonb_build_object('nodeName', 'n' || i % 500, 'checkName', 'C' || i % 7,
            'metadata', jsonb_build_object('idempotencyKey', 'k' || i)),
          'healtheventstatus', CASE WHEN i % 100 = 0 THEN
            '{"nodequarantined": "Quarantined", "userpodsevictionstatus": {"status": "InProgress"}}'::jsonb
            ELSE '{"evaluated": {"reason": "NoPolicyMatched"}}' END)
        FROM generate_series(1, 10000) i;
        INSERT INTO maintenance_events (document)
        SELECT jsonb_build_object('eventId', 'e' || i, 'csp', 'gcp' || i % 50, 'clusterName', 'c',
          'nodeName', 'n' || i % 500, 'status', CASE WHEN i % 50 = 0 THEN 'DETECTED' ELSE 'COMPLETE' END,
          'scheduledStartTime', timestamptz '2026-01-01' + i * interval '1 minute',
          'actualEndTime', timestamptz '2026-01-02' + i * interval '1 minute',
          'eventReceivedTimestamp', timestamptz '2026-01-01' + i * interval '1 minute')
        FROM generate_series(1, 10000) i;
        """);
    // Also merges what the GIN indexes have not sorted in yet, which makes them look expensive.
    database.script("VACUUM ANALYZE");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          health_events_by_node        | SELECT * FROM health_events WHERE node_name = 'n7' ORDER BY created_at DESC LIMIT 1
          health_events_by_quarantine  | SELECT * FROM health_events WHERE node_quarantined = 'Quarantined' ORDER BY created_at DESC LIMIT 5
          health_events_by_drain       | SELECT * FROM health_events WHERE user_pods_eviction_status = 'InProgress' AND user_pods_eviction_status <> 'NotStarted' ORDER BY created_at DESC LIMIT 5
          health_events_by_age         | SELECT id FROM health_events WHERE created_at < '2026-01-01T01:00:00Z' ORDER BY created_at, id LIMIT 500
          health_events_by_content     | SELECT * FROM health_events WHERE document @? 'lax $."healthevent"."metadata"."idempotencyKey" ? (@.type() == "string" && @ == "k77")'
          health_events_unjudged       | SELECT min(created_at) FROM health_events WHERE created_at >= '2026-01-01' AND (document @? CAST('lax $."healtheventstatus"."evaluated"' AS jsonpath)) IS NOT TRUE
          health_events_sessions       | SELECT node_quarantined FROM health_events WHERE node_name = 'n0' AND node_quarantined IN ('Quarantined', 'UnQuarantined') ORDER BY created_at DESC LIMIT 1
          health_events_by_idempotency_key | SELECT * FROM health_events WHERE document #>> '{healthevent,metadata,idempotencyKey}' = 'k77'
          maintenance_events_by_node   | SELECT * FROM maintenance_events WHERE node_name = 'n7' AND status = 'DETECTED'
          maintenance_events_by_start  | SELECT * FROM maintenance_events WHERE status = 'DETECTED' AND scheduled_start_time <= '2026-01-01T02:00:00Z'
          maintenance_events_by_end    | SELECT * FROM maintenance_events WHERE status = 'COMPLETE' AND actual_end_time <= '2026-01-02T01:00:00Z'
          maintenance_events_by_cloud  | SELECT * FROM maintenance_events WHERE csp = 'gcp7' AND cluster_name = 'c' ORDER BY event_received_timestamp DESC LIMIT 1
          maintenance_events_by_content | SELECT * FROM maintenance_events WHERE document @? 'lax $."nodeName" ? (@.type() == "string" && @ == "n77")'
          datastore_changelog_position | SELECT * FROM datastore_changelog WHERE (xid, id) > ('5', 5) AND xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY xid, id LIMIT 100
          """)
  void the_planner_uses_the_index(String index, String query) {
    List<List<String>> plan = database.query("EXPLAIN " + query.replace("@?", "@??"));
    assertThat(plan.stream().map(List::getFirst).collect(Collectors.joining("\n")))
        .contains(index)
        .doesNotContain("Seq Scan");
  }
}
