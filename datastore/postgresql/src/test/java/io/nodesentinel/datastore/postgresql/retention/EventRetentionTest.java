package io.nodesentinel.datastore.postgresql.retention;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.nodesentinel.datastore.postgresql.testing.OnEveryServer;
import io.nodesentinel.datastore.postgresql.testing.TestDatabase;
import io.nodesentinel.datastore.postgresql.testing.TestServer;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnEveryServer
class EventRetentionTest {
  private static final Duration AGE = Duration.ofDays(30);

  private final TestDatabase database = TestServer.shared().newDatabase();
  private final HikariDataSource pool = database.pool(2);
  private final EventRetention retention = new EventRetention(pool, AGE);

  @AfterEach
  void close() {
    pool.close();
  }

  @Test
  void what_is_closed_goes_when_it_is_old_and_not_before() throws SQLException {
    fault("old", 40, "n1", "Released");
    fault("young", 20, "n1", "Released");
    assertThat(retention.run()).isEqualTo(1);
    assertThat(left()).containsExactly("young");
  }

  @Test
  void a_node_in_a_session_keeps_all_of_its_events() throws SQLException {
    event("start", 50, "n1", "{}", "{\"nodequarantined\": \"Quarantined\"}");
    event("more", 49, "n1", "{}", "{\"nodequarantined\": \"AlreadyQuarantined\"}");
    fault("else", 60, "n1", "NoPolicyMatched");
    fault("other", 60, "n2", "NoPolicyMatched");
    assertThat(retention.run()).isEqualTo(1);
    assertThat(left()).containsExactlyInAnyOrder("start", "more", "else");

    event("end", 1, "n1", healthy("{}"), "{\"nodequarantined\": \"UnQuarantined\"}");
    retention.run();
    assertThat(left()).containsExactly("end");
  }

  @Test
  void a_fault_that_is_held_back_or_that_nobody_judged_stays() throws SQLException {
    fault("held", 40, "n1", "Held");
    event("unjudged", 40, "n2", "{}", "{}");
    event("cancelled", 40, "n3", "{}", "{\"nodequarantined\": \"Cancelled\"}");
    event("observed", 40, "n4", "{\"processingStrategy\": 2}", "{}");
    assertThat(retention.run()).isEqualTo(2);
    assertThat(left()).containsExactlyInAnyOrder("held", "unjudged");
  }

  @Test
  void a_fault_goes_before_the_event_that_closed_it() throws SQLException {
    event("fault", 40, "n1", entities("0", "1"), "{}");
    event("part", 39, "n1", healthy(entities("0")), "{}");
    retention.run();
    assertThat(left()).as("one entity is still ill").containsExactlyInAnyOrder("fault", "part");

    event("all", 38, "n1", healthy("{}"), "{}");
    retention.run();
    assertThat(left()).doesNotContain("fault");
    retention.run();
    assertThat(left()).isEmpty();
  }

  @Test
  void a_healthy_event_of_codes_does_not_close_a_fault_without_one() throws SQLException {
    event("fault", 40, "n1", "{}", "{}");
    event("codes", 39, "n1", healthy("{\"errorCode\": [\"79\"]}"), "{}");
    event("other agent", 38, "n1", healthy("{\"agent\": \"somebody-else\"}"), "{}");
    retention.run();
    assertThat(left()).contains("fault", "codes");
  }

  @Test
  void the_keys_of_documents_that_came_from_mongodb_mean_the_same() throws SQLException {
    event("fault", 40, "n1", "{\"ishealthy\": false}", "{}");
    event("closed", 39, "n1", "{\"ishealthy\": true}", "{}");
    retention.run();
    retention.run();
    assertThat(left()).isEmpty();
  }

  @Test
  void a_large_table_is_gone_through_in_batches_whatever_stays_at_its_old_end()
      throws SQLException {
    database.execute(
        """
        INSERT INTO health_events (document)
        SELECT jsonb_build_object('createdAt', to_json(now() - interval '40 days' - i * interval '1 s'),
          'healthevent', jsonb_build_object('nodeName', 'n' || i % 100, 'checkName', 'C',
            'agent', 'a', 'isHealthy', false),
          'healtheventstatus', CASE WHEN i % 3 = 0 THEN '{"evaluated": {"reason": "Held"}}'::jsonb
            ELSE '{"evaluated": {"reason": "NoPolicyMatched"}}' END)
        FROM generate_series(1, 3000) i
        """);
    assertThat(retention.run()).isEqualTo(2_000);
    assertThat(database.value("SELECT count(*) FROM health_events")).isEqualTo("1000");
    assertThat(retention.run()).as("begins anew, and finds nothing").isZero();
  }

  @Test
  void dead_letters_and_rows_that_were_set_aside_go_too() throws SQLException {
    database.script(
        """
        INSERT INTO datastore_documents (collection, document, created_at)
        VALUES ('DeadLetters', '{"at": {"$date": "2020-01-01T00:00:00Z"}}', now()),
               ('DeadLetters', '{"n": 2}', now()),
               ('DeadLetters', '{"n": 3}', now() - interval '40 days'),
               ('Others', '{"n": 4}', now() - interval '40 days');
        INSERT INTO datastore_poison_rows (changelog_id, xid, changelog, reason, found_at)
        VALUES (1, '1', '{}', 'x', now() - interval '40 days'), (2, '1', '{}', 'x', now());
        """);
    assertThat(new DeadLetterRetention(pool, AGE).run()).isEqualTo(3);
    assertThat(database.query("SELECT document ->> 'n' FROM datastore_documents ORDER BY 1"))
        .containsExactly(List.of("2"), List.of("4"));
    assertThat(database.value("SELECT count(*) FROM datastore_poison_rows")).isEqualTo("1");
  }

  private void fault(String name, int days, String node, String verdict) {
    event(name, days, node, "{}", "{\"evaluated\": {\"reason\": \"%s\"}}".formatted(verdict));
  }

  private static String healthy(String more) {
    return more.equals("{}")
        ? "{\"isHealthy\": true}"
        : more.replaceFirst("\\{", "{\"isHealthy\": true, ");
  }

  private static String entities(String... values) {
    return List.of(values).stream()
        .map("{\"entityType\": \"GPU\", \"entityValue\": \"%s\"}"::formatted)
        .toList()
        .toString()
        .transform(list -> "{\"entitiesImpacted\": " + list + "}");
  }

  /// @param more fields of the health event beside, or instead of, the usual
  private void event(String name, int days, String node, String more, String status) {
    database.execute(
        """
        INSERT INTO health_events (document)
        SELECT jsonb_build_object('createdAt', CAST(? AS text), 'name', CAST(? AS text),
          'healthevent', jsonb_build_object('nodeName', CAST(? AS text), 'checkName', 'C',
            'componentClass', 'GPU', 'agent', 'a', 'version', 1, 'isFatal', true) || CAST(? AS jsonb),
          'healtheventstatus', CAST(? AS jsonb))
        """,
        Instant.now().minus(Duration.ofDays(days)).toString(),
        name,
        node,
        more,
        status);
  }

  private List<String> left() {
    return database
        .query("SELECT document ->> 'name' FROM health_events ORDER BY created_at")
        .stream()
        .map(row -> String.valueOf(row.getFirst()))
        .toList();
  }
}
