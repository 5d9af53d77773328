package io.nodesentinel.datastore.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.spi.Datastores;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DatastoreConfigTest {
  private static final String SECRET = "hunter2";

  private static DatastoreConfig environment(String... pairs) {
    Map<String, String> environment = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      environment.put(pairs[i], pairs[i + 1]);
    }
    return DatastoreConfig.fromEnvironment(environment);
  }

  private static void wrong(String sentence, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            DatastoreException.class,
            failure -> assertThat(failure.kind()).isEqualTo(DatastoreException.Kind.CONFIGURATION))
        .hasMessageContaining(sentence)
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void every_source_says_the_same() {
    DatastoreConfig built =
        DatastoreConfig.builder("postgresql")
            .host("db")
            .port(5433)
            .database("sentinel")
            .login("me", SECRET)
            .sslMode(SslMode.VERIFY_CA)
            .rootCertificates(Path.of("/certs/ca.crt"))
            .maxIdleConnections(5)
            .maxConnections(20)
            .connectionMaxLifetime(Duration.ofHours(1))
            .connectTimeout(Duration.ofSeconds(3))
            .pollInterval(Duration.ofMillis(500))
            .build();
    DatastoreOptions all =
        new DatastoreOptions(
            20, 5, Duration.ofHours(1), Duration.ofSeconds(3), Duration.ofMillis(500));

    assertThat(DatastoreConfig.builder("postgresql").options(all).build().options())
        .isEqualTo(built.options())
        .isEqualTo(all);
    assertThat(
            environment(
                "DATASTORE_PROVIDER", "PostgreSQL",
                "DATASTORE_HOST", "db",
                "DATASTORE_PORT", "5433",
                "DATASTORE_DATABASE", "sentinel",
                "DATASTORE_USERNAME", "me",
                "DATASTORE_PASSWORD", SECRET,
                "DATASTORE_SSLMODE", "verify-ca",
                "DATASTORE_SSLROOTCERT", "/certs/ca.crt",
                "DATASTORE_MAX_CONNECTIONS", "20",
                "DATASTORE_MAX_IDLE_CONNECTIONS", "5",
                "DATASTORE_CONNECTION_MAX_LIFETIME", "1h",
                "DATASTORE_TIMEOUT", "3s",
                "DATASTORE_POLL_INTERVAL", "500ms"))
        .isEqualTo(built);
    assertThat(
            DatastoreConfig.fromYaml(
                """
                datastore:
                  provider: postgresql
                  connection:
                    host: db
                    port: 5433
                    database: sentinel
                    username: me
                    password: hunter2
                    sslmode: verify-ca
                    sslrootcert: /certs/ca.crt
                  options:
                    maxConnections: 20
                    maxIdleConnections: 5
                    connectionMaxLifetime: 1h
                    timeout: 3s
                    pollInterval: 500ms
                """))
        .isEqualTo(built);
    assertThat(
            DatastoreConfig.fromConnectionString(
                "postgres://me:hunter2@db:5433/sentinel?sslmode=verify-ca"
                    + "&sslrootcert=%2Fcerts%2Fca.crt&maxPoolSize=20&maxIdleConnections=5"
                    + "&connectionMaxLifetime=1h&timeout=3s&pollInterval=500ms"))
        .usingRecursiveComparison()
        .ignoringFields("url")
        .isEqualTo(built);
  }

  @Test
  void the_default_verifies_everything() {
    assertThat(environment("DATASTORE_PROVIDER", "postgresql").tls()).isEqualTo(Tls.DEFAULT);
    assertThat(Tls.DEFAULT.mode()).isEqualTo(SslMode.VERIFY_FULL);
  }

  @ParameterizedTest
  @EnumSource(SslMode.class)
  void a_password_never_changes_the_ssl_mode(SslMode mode) {
    assertThat(
            environment(
                    "DATASTORE_PROVIDER",
                    "postgresql",
                    "DATASTORE_SSLMODE",
                    mode.text(),
                    "DATASTORE_USERNAME",
                    "me",
                    "DATASTORE_PASSWORD",
                    SECRET)
                .tls()
                .mode())
        .isEqualTo(mode);
  }

  @Test
  void the_variables_of_the_go_system_are_understood() {
    DatastoreConfig mongo =
        environment(
            "MONGODB_URI", "mongodb://me:hunter2@a:27017,b:27017/?replicaSet=rs0",
            "MONGODB_DATABASE_NAME", "HealthEventsDatabase",
            "MONGODB_COLLECTION_NAME", "HealthEvents",
            "MONGODB_TOKEN_COLLECTION_NAME", "ResumeTokens",
            "MONGODB_MAINTENANCE_EVENT_COLLECTION_NAME", "MaintenanceEvents",
            "MONGODB_CLIENT_CERT_MOUNT_PATH", "/etc/ssl/mongo",
            "POSTGRESQL_CLIENT_CERT_MOUNT_PATH", "/etc/ssl/other");

    assertThat(mongo.provider()).isEqualTo("mongodb");
    assertThat(mongo.host()).isEqualTo("a:27017,b:27017");
    assertThat(mongo.database()).isEqualTo("HealthEventsDatabase");
    assertThat(mongo.url().reveal()).contains("replicaSet=rs0");
    assertThat(mongo.extra("tokenCollection", "")).isEqualTo("ResumeTokens");
    assertThat(mongo.tls().certificate()).contains(Path.of("/etc/ssl/mongo/tls.crt"));
    assertThat(mongo.tls().rootCertificates()).contains(Path.of("/etc/ssl/mongo/ca.crt"));
    assertThat(
            environment(
                    "DATASTORE_PROVIDER", "postgresql",
                    "POSTGRESQL_CLIENT_CERT_MOUNT_PATH", "/etc/ssl/other")
                .tls()
                .key())
        .contains(Path.of("/etc/ssl/other/tls.key"));
  }

  @Test
  void names_and_passwords_in_a_connection_string_are_percent_encoded() {
    DatastoreConfig config =
        DatastoreConfig.fromConnectionString(
            "postgresql://m%40e:p%3A%2F+%25@db/x%2Dy?sslmode=require");

    assertThat(config.username()).isEqualTo("m@e");
    assertThat(config.password().reveal()).isEqualTo("p:/+%");
    assertThat(config.database()).isEqualTo("x-y");
    assertThat(config.port()).isZero();
  }

  @Test
  void no_print_shows_a_password() {
    assertThat(DatastoreConfig.fromConnectionString("postgresql://me:hunter2@db/x").toString())
        .doesNotContain(SECRET)
        .contains("***");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DATASTORE_PORT | x | DATASTORE_PORT is \"x\"; it must be a whole number.",
        "DATASTORE_PORT | 70000 | port is 70000; it must be 0 to 65535.",
        "DATASTORE_SSLMODE | prefer | must be one of disable, require, verify-ca, verify-full",
        "DATASTORE_MAX_CONNECTIONS | 0 | maxConnections is 0; it must be 1 to 1000.",
        "DATASTORE_MAX_IDLE_CONNECTIONS | 50 | more than the maxConnections of 10",
        "DATASTORE_POLL_INTERVAL | often | must be a duration such as 500ms, 10s or 30m",
        "DATASTORE_POLL_INTERVAL | 2h | pollInterval is PT2H",
        "DATASTORE_PASSWORD | hunter2 | There is a password without a username",
        "DATASTORE_SSLCERT | /a.crt | a client certificate without its key",
        "DATASTORE_SSLKEY | /a.key | a client key without its certificate"
      })
  void a_wrong_value_is_one_sentence(String variable, String value, String sentence) {
    wrong(sentence, () -> environment("DATASTORE_PROVIDER", "postgresql", variable, value));
  }

  @Test
  void contradictions_are_said() {
    wrong("set DATASTORE_PROVIDER", DatastoreConfigTest::environment);
    wrong(
        "MONGODB_URI and DATASTORE_HOST both say where",
        () -> environment("MONGODB_URI", "mongodb://a", "DATASTORE_HOST", "b"));
    wrong(
        "DATASTORE_DATABASE and MONGODB_DATABASE_NAME say different things",
        () ->
            environment(
                "MONGODB_URI", "mongodb://a",
                "DATASTORE_DATABASE", "x",
                "MONGODB_DATABASE_NAME", "y"));
    wrong(
        "DATASTORE_PROVIDER and the connection string say different things",
        () ->
            environment(
                "DATASTORE_PROVIDER", "mongodb",
                "MONGODB_URI", "postgresql://me:hunter2@db/x"));
    wrong(
        "sslmode is disable, but certificates are given",
        () ->
            environment(
                "DATASTORE_PROVIDER", "postgresql",
                "DATASTORE_SSLMODE", "disable",
                "DATASTORE_SSLROOTCERT", "/ca.crt"));
    wrong(
        "sslmode and the connection string say different things",
        () ->
            DatastoreConfig.fromConnectionString(
                "mongodb://me:hunter2@a/x?tls=false&sslmode=require"));
  }

  @Test
  void a_connection_string_that_cannot_be_read_is_not_shown() {
    wrong("is not of the form", () -> DatastoreConfig.fromConnectionString("me:hunter2@db"));
    wrong(
        "is not of the form",
        () -> DatastoreConfig.fromConnectionString("postgresql://me:hunter2@x@db/y"));
    wrong(
        "followed by two hexadecimal digits",
        () -> DatastoreConfig.fromConnectionString("postgresql://me:hunter2%@db/x"));
    wrong(
        "the option \"maxpool\", which is not known",
        () -> DatastoreConfig.fromConnectionString("postgresql://me:hunter2@db/x?maxpool=3"));
    wrong(
        "names several hosts",
        () -> DatastoreConfig.fromConnectionString("postgresql://me:hunter2@a,b/x"));
  }

  @Test
  void yaml_that_cannot_be_read_is_not_shown() {
    wrong("from line", () -> DatastoreConfig.fromYaml("password: [hunter2"));
    wrong("not a list of keys and values", () -> DatastoreConfig.fromYaml("hunter2"));
    wrong(
        "the key \"hosts\", which is not known",
        () -> DatastoreConfig.fromYaml("provider: postgresql\nhosts: a"));
    wrong(
        "\"host\" in the YAML must be a single value",
        () -> DatastoreConfig.fromYaml("provider: postgresql\nhost: [a]"));
    wrong("cannot be read", () -> DatastoreConfig.fromYaml("provider: a\nprovider: b\n"));
  }

  @Test
  void a_provider_that_is_not_there_is_said_with_those_that_are() {
    assertThatThrownBy(() -> Datastores.open(DatastoreConfig.builder("oracle").build()))
        .isInstanceOfSatisfying(
            DatastoreException.class,
            failure ->
                assertThat(failure.kind()).isEqualTo(DatastoreException.Kind.UNKNOWN_PROVIDER))
        .hasMessage("There is no datastore provider \"oracle\" on the class path; there is: none.");
  }

  @Test
  void a_file_that_cannot_be_read_is_named() {
    DatastoreConfig config =
        DatastoreConfig.builder("postgresql")
            .rootCertificates(Path.of("/nonexistent/ca.crt"))
            .build();

    assertThatThrownBy(config::checkFiles)
        .isInstanceOf(DatastoreException.class)
        .hasMessage(
            "The file of root certificates /nonexistent/ca.crt is not there or cannot be read.");
  }

  @Test
  void how_long_things_are_kept_is_read_in_both_ways_of_writing_it() {
    assertThat(retention("P30D")).isEqualTo(Duration.ofDays(30));
    assertThat(retention("720h")).isEqualTo(Duration.ofDays(30));
    assertThat(retention("PT0S")).isEqualTo(Duration.ZERO);
    assertThat(retention("")).isEqualTo(Duration.ofDays(1));
    for (String wrong : List.of("a month", "30", "-1h", "P-1D")) {
      assertThatThrownBy(() -> retention(wrong))
          .isInstanceOf(DatastoreException.class)
          .hasMessageContaining("retention is \"" + wrong + "\"");
    }
  }

  private static Duration retention(String text) {
    return DatastoreConfig.fromEnvironment(
            Map.of("DATASTORE_PROVIDER", "postgresql", "DATASTORE_RETENTION", text))
        .retention(Setting.RETENTION, Duration.ofDays(1));
  }
}
