package io.nodesentinel.datastore.postgresql.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.datastore.postgresql.testing.OnEveryServer;
import io.nodesentinel.datastore.postgresql.testing.TestDatabase;
import io.nodesentinel.datastore.postgresql.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The short way to a time says the same as the one that catches errors, and never fails.
@OnEveryServer
class TimesTest {
  private final TestDatabase database = TestServer.shared().newDatabase();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-03-02T10:00:56Z",
        "2026-03-02T10:00:56.1Z",
        "2026-03-02T10:00:56.123456789Z",
        "2026-03-02T10:00:56.1234567890123456789012345Z",
        "2026-03-02T10:00:56.Z",
        "2026-03-02T10:00:5.Z",
        "2026-03-02T10:00:5.1Z",
        "2026-03-02T10:00:56..1Z",
        "2026-03-02T10:00:56.1.Z",
        "2026-03-02T10:00:56.12Z3Z",
        "2026-03-02T10:00:56.Z1Z",
        "2026-03-02T10:00:56",
        "2026-03-02T10:00:56+02:00",
        "2026-03-02 10:00:56Z",
        "2026-02-29T10:00:56Z",
        "2024-02-29T10:00:56Z",
        "2026-04-31T10:00:56Z",
        "2026-03-31T10:00:56Z",
        "2026-13-02T10:00:56Z",
        "2026-00-02T10:00:56Z",
        "2026-03-00T10:00:56Z",
        "2026-03-02T24:00:00Z",
        "2026-03-02T10:60:00Z",
        "2026-03-02T10:00:60Z",
        "0000-03-02T10:00:00Z",
        "-026-03-02T10:00:00Z",
        "9999-12-28T23:59:59Z",
        "１026-03-02T10:00:56Z",
        "2026-3-2T10:0:0Z",
        "20260302T100056Z",
        "2026-03-02T10:00Z",
        "yesterday",
        "infinity",
        "",
        "Z"
      })
  void every_text_gives_what_the_way_that_catches_errors_gives(String text) {
    assertThat(
            database.query(
                "SELECT datastore_time(v) IS NOT DISTINCT FROM datastore_time_or_not(v) FROM to_jsonb(CAST(? AS text)) v",
                text))
        .singleElement()
        .satisfies(row -> assertThat(row).containsExactly("t"));
    database.execute(
        "INSERT INTO health_events (document) VALUES (jsonb_build_object('createdAt', CAST(? AS text), 'healthevent', '{}'::jsonb))",
        text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "5",
        "[]",
        "{}",
        "[\"$date\"]",
        "{\"$date\": \"2026-03-02T10:00:56Z\"}",
        "{\"$date\": 5}",
        "{\"seconds\": 1772442904, \"nanos\": 138983712}",
        "{\"seconds\": \"soon\"}"
      })
  void so_does_every_other_value(String json) {
    assertThat(
            database.query(
                "SELECT datastore_time(v) IS NOT DISTINCT FROM datastore_time_or_not(v) FROM CAST(? AS jsonb) v",
                json))
        .singleElement()
        .satisfies(row -> assertThat(row).containsExactly("t"));
  }

  @Test
  void the_usual_form_takes_the_short_way() {
    assertThat(database.value("SELECT datastore_is_time('2026-03-02T10:00:56.123456789Z')"))
        .isEqualTo("t");
  }
}
