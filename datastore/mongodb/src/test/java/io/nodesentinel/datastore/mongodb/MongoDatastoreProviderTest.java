package io.nodesentinel.datastore.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.nodesentinel.datastore.certificates.Authority;
import io.nodesentinel.datastore.certificates.Issued;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.config.DatastoreOptions;
import io.nodesentinel.datastore.config.SslMode;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.datastore.spi.Datastores;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Opening a store, on the double with and without TLS.
class MongoDatastoreProviderTest {
  private final Authority authority = new Authority("authority");
  private final MongoServer server = new MongoServer(new MemoryBackend());

  @TempDir Path folder;

  @BeforeEach
  void trust() {
    Authority.trust(folder.resolve("ca.crt"), authority);
  }

  @AfterEach
  void stop() {
    server.shutdownNow();
  }

  private int start(Issued certificate) {
    server.enableSsl(certificate.key(), null, certificate.certificate());
    return start();
  }

  private int start() {
    InetSocketAddress address = server.bind();
    return address.getPort();
  }

  private DatastoreConfig config(int port, SslMode mode, String password) {
    DatastoreOptions defaults = DatastoreOptions.DEFAULT;
    var builder =
        DatastoreConfig.builder("mongodb")
            .host("localhost")
            .port(port)
            .database("events")
            .sslMode(mode)
            .options(
                new DatastoreOptions(
                    3,
                    0,
                    defaults.connectionMaxLifetime(),
                    Duration.ofSeconds(3),
                    defaults.pollInterval()));
    if (mode != SslMode.DISABLE) {
      builder.rootCertificates(folder.resolve("ca.crt"));
    }
    return (password.isEmpty() ? builder : builder.login("sentinel", password)).build();
  }

  private static DatastoreException refused(DatastoreConfig config) {
    return Assertions.catchThrowableOfType(
        DatastoreException.class, () -> Datastores.open(config).close());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DISABLE")
  void a_server_with_a_certificate_of_its_name_from_an_authority_of_ours_is_accepted(SslMode mode) {
    int port = start(authority.server("localhost"));
    try (DataStore store = Datastores.open(config(port, mode, ""))) {
      store.client().ping();
    }
  }

  @Test
  void another_name_is_refused_only_where_names_are_checked() {
    int port = start(authority.server("elsewhere"));
    assertThat(refused(config(port, SslMode.VERIFY_FULL, "")).kind()).isEqualTo(Kind.CERTIFICATE);
    Datastores.open(config(port, SslMode.VERIFY_CA, "")).close();
  }

  @Test
  void it_says_which_version_the_server_has() {
    int port = start(authority.server("localhost"));
    try (DataStore store = Datastores.open(config(port, SslMode.VERIFY_FULL, ""))) {
      assertThat(store.serverVersion().orElseThrow()).matches("MongoDB [0-9].*");
    }
  }

  @Test
  void another_authority_is_believed_only_where_everybody_is() {
    int port = start(new Authority("another").server("localhost"));
    assertThat(refused(config(port, SslMode.VERIFY_FULL, "")).kind()).isEqualTo(Kind.CERTIFICATE);
    assertThat(refused(config(port, SslMode.VERIFY_CA, "")).kind()).isEqualTo(Kind.CERTIFICATE);
    Datastores.open(config(port, SslMode.REQUIRE, "")).close();
  }

  @Test
  void a_server_that_is_not_there_is_a_connection_error_without_the_password() {
    int port = start();
    server.shutdownNow();
    DatastoreException error = refused(config(port, SslMode.DISABLE, "hush"));
    assertThat(error.isConnectionError()).isTrue();
    assertThat(error.isRetryable()).isTrue();
    assertThat(error.provider()).isEqualTo("mongodb");
    assertThat(error.getMessage()).doesNotContain("hush").contains("localhost");
  }

  @Test
  void a_server_that_stands_alone_refuses_transactions_by_name_and_stays_usable() {
    int port = start();
    try (DataStore store = Datastores.open(config(port, SslMode.DISABLE, ""))) {
      DatastoreException error =
          Assertions.catchThrowableOfType(
              DatastoreException.class, () -> store.client().withTransaction(operations -> true));
      assertThat(error.kind()).isEqualTo(Kind.UNSUPPORTED);
      assertThat(error).hasMessageContaining("replica set");
      store.client().ping();
    }
  }

  @Test
  void a_retention_that_is_none_is_one_sentence() {
    DatastoreException error =
        refused(
            DatastoreConfig.builder("mongodb")
                .host("localhost")
                .database("events")
                .extra(MongoDatastoreProvider.RETENTION, "a month")
                .build());
    assertThat(error.kind()).isEqualTo(Kind.CONFIGURATION);
    assertThat(error).hasMessageContaining("P30D");
  }
}
