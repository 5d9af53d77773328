package io.nodesentinel.datastore.postgresql.connection;

import static org.awaitility.Awaitility.await;

import io.nodesentinel.datastore.certificates.Authority;
import io.nodesentinel.datastore.certificates.Issued;
import io.nodesentinel.datastore.postgresql.testing.TestDatabase;
import io.nodesentinel.datastore.postgresql.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A PostgreSQL server that speaks TLS. The user `sentinel` needs a client certificate, and the
/// user `password_user` a password; both need TLS. The user `postgres` is for the tests themselves.
final class TlsServer implements AutoCloseable {
  static final String USER = "sentinel";
  static final String PASSWORD_USER = "password_user";
  static final String PASSWORD = "correct-horse-battery";

  private final TestServer server = TestServer.start();
  private final TestDatabase database = server.newDatabase();

  TlsServer(Issued certificate, Authority clients) {
    Path data = server.data();
    server.admin("CREATE ROLE %s LOGIN SUPERUSER".formatted(USER));
    server.admin("CREATE ROLE %s LOGIN SUPERUSER PASSWORD '%s'".formatted(PASSWORD_USER, PASSWORD));
    write(
        data.resolve("pg_hba.conf"),
        """
        local   all postgres             trust
        host    all postgres      all    trust
        hostssl all %s            all    cert clientcert=verify-full
        hostssl all %s            all    scram-sha-256
        """
            .formatted(USER, PASSWORD_USER));
    certificate.write(data.resolve("server.crt"), data.resolve("server.key"));
    Authority.trust(data.resolve("clients.crt"), clients);
    server.admin("ALTER SYSTEM SET ssl_ca_file = 'clients.crt'");
    server.admin("ALTER SYSTEM SET ssl = on");
    reload();
  }

  TestDatabase database() {
    return database;
  }

  /// From now on the server shows this certificate.
  void show(Issued certificate) {
    certificate.write(server.data().resolve("server.crt"), server.data().resolve("server.key"));
    reload();
  }

  /// From now on the server believes clients with certificates of these authorities.
  void believe(Authority... clients) {
    Authority.trust(server.data().resolve("clients.crt"), clients);
    reload();
  }

  /// From now on the server refuses the certificates on this list, or none if it is empty.
  void refuse(String revocationList) {
    write(server.data().resolve("revoked.crl"), revocationList);
    server.admin(
        "ALTER SYSTEM SET ssl_crl_file = '%s'"
            .formatted(revocationList.isEmpty() ? "" : "revoked.crl"));
    reload();
  }

  /// Returns when new connections see the settings as they are now.
  private void reload() {
    String loadTime = "SELECT pg_conf_load_time()";
    String before = database.value(loadTime);
    server.admin("SELECT pg_reload_conf()");
    await().until(() -> !database.value(loadTime).equals(before));
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
