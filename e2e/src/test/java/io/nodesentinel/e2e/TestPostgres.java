package io.nodesentinel.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A real PostgreSQL server from embedded binaries, which a test may stop and start.
final class TestPostgres implements AutoCloseable {
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

  private final EmbeddedPostgres postgres;
  private final Path data;
  private @Nullable String command;

  private TestPostgres() throws IOException {
    data = Files.createTempDirectory(folder(), "nodesentinel-e2e-postgres");
    postgres =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setServerConfig("fsync", "off")
            .setServerConfig("synchronous_commit", "on")
            .start();
  }

  /// In memory where there is such a folder: a database is a thousand files.
  private static Path folder() {
    Path memory = Path.of("/dev/shm");
    return Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
  }

  static TestPostgres start() throws IOException {
    return new TestPostgres();
  }

  /// How the operator is told to use it.
  Map<String, String> environment() {
    return Map.of(
        "DATASTORE_PROVIDER",
        "postgresql",
        "DATASTORE_HOST",
        "localhost",
        "DATASTORE_PORT",
        Integer.toString(postgres.getPort()),
        "DATASTORE_DATABASE",
        "postgres",
        "DATASTORE_USERNAME",
        "postgres",
        "DATASTORE_SSLMODE",
        "disable");
  }

  /// Runs a statement.
  ///
  /// @return the rows that it gives, as texts
  List<List<@Nullable String>> run(String sql, @Nullable Object... parameters) {
    return Sql.run(
        "jdbc:postgresql://localhost:%d/postgres?user=postgres".formatted(postgres.getPort()),
        sql,
        parameters);
  }

  /// The only value of a query.
  String value(String sql, @Nullable Object... parameters) {
    return String.valueOf(run(sql, parameters).getFirst().getFirst());
  }

  /// Keeps its files as they are now, for [#restore]; it stops for that and starts again.
  void backUp() throws IOException, InterruptedException {
    stop();
    copy(data, backup());
    startAgain();
  }

  /// Puts the files back as they were at [#backUp]. The server then knows nothing of what came
  /// after, and hands out the same numbers again.
  void restore() throws IOException, InterruptedException {
    stop();
    delete(data);
    copy(backup(), data);
    startAgain();
  }

  private Path backup() {
    return data.resolveSibling(data.getFileName() + "-backup");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path one : all.toList()) {
        Files.copy(one, to.resolve(from.relativize(one)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  /// Removes a folder and what is in it.
  static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    }
  }

  /// Throws its clients out and ends.
  void stop() throws IOException, InterruptedException {
    try {
      command = Files.readString(data.resolve("postmaster.opts"));
      long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst());
      ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
      new ProcessBuilder("kill", "-INT", Long.toString(pid)).inheritIO().start().waitFor();
      server.onExit().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failure) {
      throw new IllegalStateException("the server did not stop", failure);
    }
  }

  /// Starts it again after [#stop], on the same port; returns when it accepts connections.
  void startAgain() throws IOException, InterruptedException {
    String stopped = command;
    if (stopped == null) {
      throw new IllegalStateException("the server was not stopped");
    }
    List<String> line = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      // PostgreSQL refuses to run as root.
      line.addAll(List.of("unshare", "-U"));
    }
    Path program = Path.of(stopped.substring(0, stopped.indexOf(' ')));
    line.add(program.resolveSibling("pg_ctl").toString());
    Matcher options = QUOTED.matcher(stopped);
    List<String> words = new ArrayList<>();
    while (options.find()) {
      words.add("'" + options.group(1) + "'");
    }
    line.addAll(List.of("-D", data.toString(), "-w", "-l", data.resolve("log").toString(), "-o"));
    line.add(String.join(" ", words));
    line.add("start");
    Path output = data.resolve("pg_ctl.log");
    int exit =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start()
            .waitFor();
    if (exit != 0) {
      throw new IllegalStateException(Files.readString(output, UTF_8));
    }
  }

  @Override
  public void close() {
    try {
      postgres.close();
      if (Files.exists(backup())) {
        delete(backup());
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
