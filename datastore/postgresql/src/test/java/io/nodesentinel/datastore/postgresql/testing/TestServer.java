package io.nodesentinel.datastore.postgresql.testing;

import io.nodesentinel.datastore.postgresql.schema.Schema;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL server from embedded binaries.
public final class TestServer implements AutoCloseable {
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");
  private static final String TEMPLATE = "with_schema";
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static @Nullable TestServer shared;

  private final EmbeddedPostgres postgres;
  private final Path data;
  private final List<Path> backups = new ArrayList<>();
  private boolean hasTemplate;

  private TestServer() {
    try {
      data = Files.createTempDirectory(folder(), "nodesentinel-postgres");
      EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
      OtherRelease.chosen().ifPresent(builder::setPgBinaryResolver);
      postgres =
          builder
              .setDataDirectory(data)
              .setServerConfig("max_connections", "200")
              .setServerConfig("fsync", "off")
              // Off is what the embedded server would choose: a crash then forgets commits.
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("max_prepared_transactions", "10")
              .start();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// In memory where there is such a folder: a database is a thousand files.
  private static Path folder() {
    Path memory = Path.of("/dev/shm");
    return Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
  }

  /// The server that tests share; it ends with the JVM. Each test takes a database of its own.
  public static synchronized TestServer shared() {
    if (shared == null) {
      shared = new TestServer();
    }
    return shared;
  }

  /// A server for one test, which may stop it.
  public static TestServer start() {
    return new TestServer();
  }

  public int port() {
    return postgres.getPort();
  }

  /// The folder of the server's data and settings.
  public Path data() {
    return data;
  }

  /// A new database with the schema.
  public synchronized TestDatabase newDatabase() {
    if (!hasTemplate) {
      admin("CREATE DATABASE " + TEMPLATE);
      Schema.apply(postgres.getDatabase("postgres", TEMPLATE));
      hasTemplate = true;
    }
    return create("TEMPLATE " + TEMPLATE);
  }

  /// A new database with nothing in it.
  public synchronized TestDatabase newEmptyDatabase() {
    return create("");
  }

  private TestDatabase create(String how) {
    String name = "test_" + NAMES.incrementAndGet();
    admin("CREATE DATABASE " + name + " " + how);
    return new TestDatabase(port(), name);
  }

  /// Runs a statement in the maintenance database.
  public void admin(String sql) {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /// Moves the server's transaction ids on, as other work on it does.
  public void spendTransactionIds(int count) {
    admin(
        """
        DO $$ BEGIN
          FOR i IN 1..%d LOOP
            PERFORM pg_current_xact_id();
            COMMIT;
          END LOOP;
        END $$
        """
            .formatted(count));
  }

  /// How to stop.
  public enum Stop {
    /// Clients are thrown out, everything is written.
    FAST("-INT"),
    /// As in a crash; what follows is recovery.
    IMMEDIATE("-QUIT");

    private final String signal;

    Stop(String signal) {
      this.signal = signal;
    }
  }

  /// Stops the server and starts it again; returns when it accepts connections.
  public void restart(Stop how) {
    whileStopped(how, () -> {});
  }

  /// What is done to the files of a server.
  @FunctionalInterface
  private interface FileWork {
    void run() throws IOException;
  }

  /// A copy of all files, as a person makes one before a change.
  public Path backUp() {
    try {
      Path copy = Files.createTempDirectory(folder(), "nodesentinel-backup").resolve("data");
      backups.add(copy.getParent());
      whileStopped(Stop.FAST, () -> copy(data, copy));
      return copy;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Puts the files back as they were at a backup. The server then knows nothing of what came after
  /// it, and hands out the same numbers again.
  public void restore(Path backup) {
    whileStopped(
        Stop.IMMEDIATE,
        () -> {
          delete(data);
          copy(backup, data);
        });
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path one : all.toList()) {
        Files.copy(one, to.resolve(from.relativize(one)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    }
  }

  private void whileStopped(Stop how, FileWork work) {
    try {
      String command = Files.readString(data.resolve("postmaster.opts"));
      long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst());
      ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
      new ProcessBuilder("kill", how.signal, Long.toString(pid)).inheritIO().start().waitFor();
      server.onExit().get(30, TimeUnit.SECONDS);
      work.run();
      startAgain(command);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException failure) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(failure);
    } catch (ExecutionException | TimeoutException failure) {
      throw new IllegalStateException("the server did not stop", failure);
    }
  }

  private void startAgain(String command) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      // PostgreSQL refuses to run as root.
      line.addAll(List.of("unshare", "-U"));
    }
    Path postgresBinary = Path.of(command.substring(0, command.indexOf(' ')));
    line.add(postgresBinary.resolveSibling("pg_ctl").toString());
    Matcher options = QUOTED.matcher(command);
    List<String> words = new ArrayList<>();
    while (options.find()) {
      words.add("'" + options.group(1) + "'");
    }
    line.addAll(List.of("-D", data.toString(), "-w", "-l", data.resolve("log").toString(), "-o"));
    line.add(String.join(" ", words));
    line.add("start");
    int exit =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(data.resolve("pg_ctl.log").toFile())
            .start()
            .waitFor();
    if (exit != 0) {
      throw new IllegalStateException(Files.readString(data.resolve("pg_ctl.log")));
    }
  }

  @Override
  public void close() {
    try {
      postgres.close();
      for (Path backup : backups) {
        delete(backup);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
