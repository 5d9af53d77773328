package io.nodesentinel.datastore.postgresql.connection;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.AUTHENTICATION;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.CERTIFICATE;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.CONNECTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nodesentinel.datastore.certificates.Authority;
import io.nodesentinel.datastore.certificates.Issued;
import io.nodesentinel.datastore.certificates.Issued.KeyForm;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.config.DatastoreConfigBuilder;
import io.nodesentinel.datastore.config.SslMode;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.postgresql.testing.TestServer;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.datastore.spi.Datastores;
import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TlsTest {
  private static final Authority AUTHORITY = new Authority("authority");
  private static final Authority STRANGER = new Authority("stranger");

  /// The server's certificate is for the one, and does not name the other.
  private static final String HOST = "localhost";

  private static final String OTHER_HOST = "127.0.0.1";

  private static TlsServer server;

  @TempDir Path folder;

  @BeforeAll
  static void startServer() {
    server = new TlsServer(AUTHORITY.server(HOST), AUTHORITY);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void trustTheAuthority() {
    Authority.trust(file("ca.crt"), AUTHORITY);
  }

  @Test
  void opens_by_default_a_store_on_a_server_that_shows_who_it_is_to_a_client_that_does_too() {
    Issued client = AUTHORITY.client(TlsServer.USER);
    try (DataStore store = Datastores.open(as(client).build())) {
      store.client().ping();
      assertThat(
              server
                  .database()
                  .query(
                      "SELECT DISTINCT version, client_serial FROM pg_stat_ssl JOIN pg_stat_activity"
                          + " USING (pid) WHERE usename = ?",
                      TlsServer.USER))
          .singleElement()
          .satisfies(row ->
              assertThat(row)
                  .containsExactly("TLSv1.3", client.certificate().getSerialNumber().toString()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "RSA, 2048, PKCS8",
    "RSA, 2048, TRADITIONAL",
    "RSA, 4096, TRADITIONAL",
    "EC, 256, PKCS8",
    "EC, 256, TRADITIONAL",
    "EC, 384, TRADITIONAL",
    "EC, 521, TRADITIONAL"
  })
  void reads_keys_in_the_forms_that_tools_write(String algorithm, int bits, KeyForm form) {
    Issued client = AUTHORITY.client(TlsServer.USER, algorithm, bits);
    assertOpens(as(client, form).build());
  }

  @Test
  void refuses_a_server_whose_certificate_is_for_another_host() {
    assertRefused(as(AUTHORITY.client(TlsServer.USER)).host(OTHER_HOST).build(), CERTIFICATE)
        .hasMessageContaining("not for the host")
        .hasMessageContaining(OTHER_HOST);
  }

  @Test
  void refuses_a_server_of_an_authority_that_is_not_trusted() {
    Authority.trust(file("ca.crt"), STRANGER);
    assertRefused(as(AUTHORITY.client(TlsServer.USER)).build(), CERTIFICATE)
        .hasMessageContaining("does not come from an authority that we trust");
  }

  @Test
  void refuses_a_server_of_an_authority_that_only_has_the_name_of_a_trusted_one() {
    Authority.trust(file("ca.crt"), new Authority("authority"));
    assertRefused(as(AUTHORITY.client(TlsServer.USER)).build(), CERTIFICATE)
        .hasMessageContaining("does not come from an authority that we trust");
  }

  @Test
  void trusts_the_authorities_of_the_jvm_when_none_is_named_which_do_not_include_a_private_one() {
    assertRefused(login().build(), CERTIFICATE)
        .hasMessageContaining("does not come from an authority that we trust");
  }

  @Test
  void refuses_a_server_whose_certificate_has_expired() {
    server.show(AUTHORITY.expiredServer(HOST));
    try {
      assertRefused(as(AUTHORITY.client(TlsServer.USER)).build(), CERTIFICATE)
          .hasMessageContaining("the server's certificate")
          .hasMessageContaining("has expired");
    } finally {
      server.show(AUTHORITY.server(HOST));
    }
  }

  @Test
  void says_that_our_certificate_has_expired() {
    assertRefused(as(AUTHORITY.expiredClient(TlsServer.USER)).build(), CERTIFICATE)
        .hasMessageContaining("our certificate (CN=sentinel) has expired at");
  }

  @Test
  void says_that_our_certificate_is_for_another_user() {
    assertRefused(as(AUTHORITY.client("somebody_else")).build(), AUTHENTICATION)
        .hasMessageContaining("certificate authentication failed for user \"sentinel\"");
  }

  @Test
  void says_that_our_certificate_is_missing() {
    assertRefused(
            to(HOST).login(TlsServer.USER, "").rootCertificates(file("ca.crt")).build(),
            AUTHENTICATION)
        .hasMessageContaining("requires a valid client certificate");
  }

  /// The server names the authorities that it believes, and a certificate of another is not sent.
  @Test
  void says_that_our_certificate_is_of_an_authority_that_the_server_does_not_believe() {
    assertRefused(as(STRANGER.client(TlsServer.USER)).build(), AUTHENTICATION)
        .hasMessageContaining("requires a valid client certificate");
  }

  /// The server hangs up in the middle of the handshake, which must not hide what it says.
  @Test
  void says_each_time_that_our_certificate_was_revoked() {
    Issued client = AUTHORITY.client(TlsServer.USER, "RSA", 4096);
    server.refuse(AUTHORITY.revoke(client));
    try {
      for (int i = 0; i < 20; i++) {
        assertRefused(as(client).build(), CERTIFICATE).hasMessageEndingWith("certificate revoked");
      }
    } finally {
      server.refuse("");
    }
  }

  @Test
  void verify_ca_wants_the_right_authority_and_any_name() {
    DatastoreConfigBuilder config =
        login().sslMode(SslMode.VERIFY_CA).host(OTHER_HOST).rootCertificates(file("ca.crt"));
    assertOpens(config.build());
    Authority.trust(file("ca.crt"), STRANGER);
    assertRefused(config.build(), CERTIFICATE);
  }

  @Test
  void require_wants_encryption_by_whomever() {
    Authority.trust(file("ca.crt"), STRANGER);
    assertOpens(
        login().sslMode(SslMode.REQUIRE).host(OTHER_HOST).rootCertificates(file("ca.crt")).build());
  }

  @ParameterizedTest
  @EnumSource(value = SslMode.class, names = "DISABLE", mode = EnumSource.Mode.EXCLUDE)
  void no_mode_goes_on_in_plain_text_with_a_server_without_tls(SslMode mode) {
    assertRefused(
            login().port(TestServer.shared().port()).database("postgres").sslMode(mode).build(),
            CONNECTION)
        .hasMessageContaining("does not support SSL");
  }

  @Test
  void a_password_opens_what_verifies_and_does_not_replace_verifying() {
    assertOpens(login().rootCertificates(file("ca.crt")).build());
    assertRefused(login().host(OTHER_HOST).rootCertificates(file("ca.crt")).build(), CERTIFICATE)
        .hasMessageContaining("not for the host");
  }

  @Test
  void a_wrong_password_is_not_repeated_in_the_error() {
    assertRefused(
            to(HOST)
                .login(TlsServer.PASSWORD_USER, TlsServer.PASSWORD + "-wrong")
                .rootCertificates(file("ca.crt"))
                .build(),
            AUTHENTICATION)
        .hasMessageContaining("password authentication failed");
  }

  private DatastoreConfigBuilder as(Issued client) {
    return as(client, KeyForm.PKCS8);
  }

  private DatastoreConfigBuilder as(Issued client, KeyForm form) {
    client.write(file("tls.crt"), file("tls.key"), form);
    return to(HOST)
        .login(TlsServer.USER, "")
        .clientCertificate(file("tls.crt"), file("tls.key"))
        .rootCertificates(file("ca.crt"));
  }

  private static DatastoreConfigBuilder login() {
    return to(HOST).login(TlsServer.PASSWORD_USER, TlsServer.PASSWORD);
  }

  private static DatastoreConfigBuilder to(String host) {
    return DatastoreConfig.builder("postgresql")
        .host(host)
        .port(server.database().port())
        .database(server.database().name());
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private static void assertOpens(DatastoreConfig config) {
    try (DataStore store = Datastores.open(config)) {
      store.client().ping();
      assertThat(
              server
                  .database()
                  .value(
                      "SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)"
                          + " WHERE usename = ?",
                      config.username()))
          .isEqualTo("t");
    }
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
      DatastoreConfig config, DatastoreException.Kind kind) {
    DatastoreException error =
        catchThrowableOfType(DatastoreException.class, () -> Datastores.open(config).close());
    assertThat(error).isNotNull();
    assertThat(error.kind()).as(error.getMessage()).isEqualTo(kind);
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      assertThat(String.valueOf(cause.getMessage()))
          .doesNotContain(TlsServer.PASSWORD)
          .doesNotContain("-----BEGIN");
    }
    return assertThat(error);
  }
}
