package io.nodesentinel.operator.datastore;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.nodesentinel.crds.DatastoreSpec;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.config.DatastoreOptions;
import io.nodesentinel.datastore.config.PemTexts;
import io.nodesentinel.datastore.config.Setting;
import io.nodesentinel.reconcilers.datastore.DatastoreNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpecConfigTest {
  private static final Duration MONTH = Duration.ofDays(30);

  private static DatastoreConfig config(String spec, Map<String, byte[]> credentials) {
    return SpecConfig.of(
        "fleet",
        new DatastoreNames("events", Serialization.unmarshal(spec, DatastoreSpec.class)),
        credentials,
        () -> new PemTexts("", Optional.empty(), Optional.empty(), Optional.empty()),
        Optional.of("abc"));
  }

  @Test
  void every_option_of_the_object_reaches_the_connection() {
    DatastoreConfig config =
        config(
            """
            provider: postgresql
            connection: {host: db.example, port: 5433, database: events, username: sentinel}
            options:
              maxConnections: 7
              maxIdleConnections: 3
              connectionMaxLifetime: 1h
              pollInterval: 50ms
              retention: 48h
              deadLetterRetention: 0s
            """,
            Map.of());

    assertThat(config.host()).isEqualTo("db.example");
    assertThat(config.port()).isEqualTo(5433);
    DatastoreOptions options = config.options();
    assertThat(options.maxConnections()).isEqualTo(7);
    assertThat(options.maxIdleConnections()).isEqualTo(3);
    assertThat(options.connectionMaxLifetime()).isEqualTo(Duration.ofHours(1));
    assertThat(options.pollInterval()).isEqualTo(Duration.ofMillis(50));
    assertThat(config.retention(Setting.RETENTION, MONTH)).isEqualTo(Duration.ofDays(2));
    assertThat(config.retention(Setting.DEAD_LETTER_RETENTION, MONTH)).isZero();
    assertThat(config.extra("clusterUid", "")).isEqualTo("abc");
  }

  @Test
  void what_the_object_does_not_say_is_the_default_of_the_sdk() {
    DatastoreConfig config =
        config(
            """
            provider: postgresql
            connection: {host: db.example, database: events, username: sentinel}
            """,
            Map.of());

    assertThat(config.options()).isEqualTo(DatastoreOptions.DEFAULT);
    assertThat(config.retention(Setting.RETENTION, MONTH)).isEqualTo(MONTH);
  }

  @Test
  void the_built_in_server_is_found_by_its_service() {
    DatastoreConfig config =
        config(
            """
            provider: postgresql
            connection: {database: events, username: sentinel}
            managed: {serviceName: db}
            """,
            Map.of());

    assertThat(config.host()).isEqualTo("db.fleet.svc");
  }

  @Test
  void user_and_password_come_from_the_secret_where_the_object_does_not_name_a_user() {
    DatastoreConfig config =
        config(
            """
            provider: mongodb
            connection: {host: db.example, database: events, credentialsSecret: login}
            """,
            Map.of("username", bytes("sentinel"), "password", bytes("correct horse")));

    assertThat(config.username()).isEqualTo("sentinel");
    assertThat(config.password().reveal()).isEqualTo("correct horse");
    assertThat(config.toString()).doesNotContain("horse");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
