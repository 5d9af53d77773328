package io.nodesentinel.e2e;

import static io.nodesentinel.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The built-in PostgreSQL of an installed chart: a real server with the settings, the rules of
/// access and the first statements that the chart's ConfigMap has, and with the files that its Pod
/// mounts. What a kubelet does for that Pod is done here.
///
/// Two things are not the chart's: the port, and a rule that lets the tests in.
final class ChartedPostgres implements Documents.Table, AutoCloseable {
  private static final String NAME = "nodesentinel-postgresql";
  private static final String IN_THE_POD = "/etc/postgresql";
  private static final String FOR_THE_TESTS = "host all postgres 127.0.0.1/32 trust\n";

  private final KubernetesClient admin;
  private final Path folder;
  private final EmbeddedPostgres postgres;

  /// Starts it as soon as what the Pod mounts is there, as a kubelet does.
  ChartedPostgres(KubernetesClient admin) throws IOException {
    this.admin = admin;
    Path memory = Path.of("/dev/shm");
    folder =
        Files.createTempDirectory(
            Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir")),
            "nodesentinel-e2e-charted");
    // The server is somebody else where the tests are root; its key is for its owner alone.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    eventually(
        "what the server mounts to be there",
        () -> String.valueOf(mounts()),
        () -> assertThat(mounts()).hasSize(3).doesNotContainValue(""));
    mount();
    Map<String, String> files =
        admin.configMaps().inNamespace(Cluster.NAMESPACE).withName(NAME).get().getData();
    write(
        "postgresql.conf",
        files.getOrDefault("postgresql.conf", "").replace(IN_THE_POD, folder.toString()));
    write("pg_hba.conf", FOR_THE_TESTS + files.getOrDefault("pg_hba.conf", ""));
    assertThat(pod().getContainers().getFirst().getArgs())
        .containsExactly("postgres", "-c", "config_file=" + IN_THE_POD + "/postgresql.conf");
    postgres =
        EmbeddedPostgres.builder()
            .setDataDirectory(folder.resolve("data"))
            .setServerConfig("config_file", folder.resolve("postgresql.conf").toString())
            .setServerConfig("unix_socket_directories", folder.toString())
            .start();
    for (String statement : files.getOrDefault("init.sql", "").split(";\\s*", -1)) {
      if (!statement.isBlank()) {
        run("postgres", statement);
      }
    }
  }

  int port() {
    return postgres.getPort();
  }

  /// What its Pod mounts reaches it, and it is told to read it again, as the container beside it
  /// does.
  void refresh() {
    mount();
    String loadTime = loadTime();
    run("postgres", "SELECT pg_reload_conf()");
    eventually(
        "the server to read its settings again",
        () -> loadTime,
        () -> assertThat(loadTime()).isNotEqualTo(loadTime));
  }

  private String loadTime() {
    return String.valueOf(run("postgres", "SELECT pg_conf_load_time()").getFirst().getFirst());
  }

  private void mount() {
    mounts().forEach((path, text) -> write("tls/" + path, text));
  }

  /// The contents of the volume `tls` by their paths; empty texts where something is missing.
  private Map<String, String> mounts() {
    Map<String, String> all = new TreeMap<>();
    var volume =
        pod().getVolumes().stream().filter(v -> v.getName().equals("tls")).findAny().orElseThrow();
    for (VolumeProjection source : volume.getProjected().getSources()) {
      if (source.getSecret() != null) {
        var secret = admin.secrets().inNamespace(Cluster.NAMESPACE);
        var found = secret.withName(source.getSecret().getName()).get();
        for (KeyToPath item : source.getSecret().getItems()) {
          all.put(item.getPath(), found == null ? "" : DatastoreObjects.part(found, item.getKey()));
        }
      } else {
        var map = admin.configMaps().inNamespace(Cluster.NAMESPACE);
        var found = map.withName(source.getConfigMap().getName()).get();
        for (KeyToPath item : source.getConfigMap().getItems()) {
          String text = found == null ? null : found.getData().get(item.getKey());
          all.put(item.getPath(), text == null ? "" : text);
        }
      }
    }
    return all;
  }

  private PodSpec pod() {
    StatefulSet set =
        admin.apps().statefulSets().inNamespace(Cluster.NAMESPACE).withName(NAME).get();
    return Objects.requireNonNull(set, NAME).getSpec().getTemplate().getSpec();
  }

  @Override
  public List<List<@Nullable String>> inEvents(String sql, @Nullable Object... parameters) {
    return run("nodesentinel", sql, parameters);
  }

  /// Those who are connected: user, whether by TLS, and the common name of their certificate.
  List<List<@Nullable String>> sessions() {
    return run(
        "postgres",
        """
        SELECT DISTINCT usename, ssl, client_dn FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
        WHERE usename <> 'postgres'
        """);
  }

  private List<List<@Nullable String>> run(
      String database, String sql, @Nullable Object... parameters) {
    return Sql.run(
        "jdbc:postgresql://127.0.0.1:%d/%s?user=postgres&sslmode=disable"
            .formatted(postgres.getPort(), database),
        sql,
        parameters);
  }

  private void write(String name, String text) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Path draft = Files.createTempFile(folder, "draft", "");
      Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
      Files.writeString(draft, text);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    try {
      postgres.close();
      // It holds a key.
      TestPostgres.delete(folder);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
