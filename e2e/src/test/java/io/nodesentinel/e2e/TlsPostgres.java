package io.nodesentinel.e2e;

import static io.nodesentinel.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A real PostgreSQL whose user `sentinel` has no password: it needs a client certificate with that
/// name, and TLS. The user `postgres` is for the tests themselves, without TLS.
final class TlsPostgres implements Documents.Table, AutoCloseable {
  static final String USER = "sentinel";
  static final String DATABASE = "events";

  private final EmbeddedPostgres postgres;
  private final Path data;

  private TlsPostgres() throws IOException {
    Path memory = Path.of("/dev/shm");
    Path folder = Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
    data = Files.createTempDirectory(folder, "nodesentinel-e2e-tls");
    postgres = EmbeddedPostgres.builder().setDataDirectory(data).start();
    run("CREATE ROLE %s LOGIN".formatted(USER));
    run("CREATE DATABASE %s OWNER %s".formatted(DATABASE, USER));
    write(
        "pg_hba.conf",
        """
        local   all postgres      trust
        host    all postgres all  trust
        hostssl all %s       all  cert clientcert=verify-full
        """
            .formatted(USER));
  }

  static TlsPostgres start() throws IOException {
    return new TlsPostgres();
  }

  int port() {
    return postgres.getPort();
  }

  /// What a kubelet does with what the server mounts, and the server's side of it: the files are
  /// replaced, and new connections see them.
  void mount(String certificate, String key, String authorities) {
    write("server.crt", certificate);
    write("server.key", key);
    write("clients.crt", authorities);
    set("ssl_ca_file", "clients.crt");
    set("ssl", "on");
    reload();
  }

  /// From now on these serial numbers are refused.
  void revoke(String revocationList) {
    write("revoked.crl", revocationList);
    set("ssl_crl_file", "revoked.crl");
    reload();
  }

  void forgetRevocations() {
    set("ssl_crl_file", "");
    reload();
  }

  private void set(String name, String value) {
    run("ALTER SYSTEM SET %s = '%s'".formatted(name, value));
  }

  /// Returns when new connections see the settings as they are now.
  private void reload() {
    String loadTime = "SELECT pg_conf_load_time()";
    String before = value(loadTime);
    run("SELECT pg_reload_conf()");
    eventually(
        "the server to read its settings again",
        () -> before,
        () -> assertThat(value(loadTime)).isNotEqualTo(before));
  }

  /// The serial numbers of the certificates that sessions of the operator came with, in
  /// hexadecimal.
  List<String> serialNumbersInUse() {
    return run(
            """
            SELECT DISTINCT client_serial FROM pg_stat_ssl
            JOIN pg_stat_activity USING (pid) WHERE usename = '%s' AND ssl
            """
                .formatted(USER))
        .stream()
        .map(row -> new BigInteger(String.valueOf(row.getFirst())).toString(16))
        .toList();
  }

  /// Throws the operator out.
  void cutSessions() {
    run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '" + USER + "'");
  }

  List<List<@Nullable String>> run(String sql, @Nullable Object... parameters) {
    return run("postgres", sql, parameters);
  }

  /// The same in the database of events.
  @Override
  public List<List<@Nullable String>> inEvents(String sql, @Nullable Object... parameters) {
    return run(DATABASE, sql, parameters);
  }

  private List<List<@Nullable String>> run(
      String database, String sql, @Nullable Object... parameters) {
    return Sql.run(
        "jdbc:postgresql://localhost:%d/%s?user=postgres&sslmode=disable"
            .formatted(postgres.getPort(), database),
        sql,
        parameters);
  }

  private String value(String sql) {
    return String.valueOf(run(sql).getFirst().getFirst());
  }

  /// Replaces a file whole. Only its owner may read it, which PostgreSQL demands of keys.
  private void write(String name, String text) {
    try {
      Path draft = Files.createTempFile(data, "draft", "");
      Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
      Files.writeString(draft, text, StandardCharsets.US_ASCII);
      Files.move(
          draft,
          data.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
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
