package io.nodesentinel.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrateCommandTest {
  private static final String SECRET = "open-sesame";

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Map<String, String> environment, String... args) {
    return Main.run(
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        environment,
        List.of(new MigrateCommand(environment, InputStream.nullInputStream())),
        args);
  }

  private String file() throws IOException {
    return Files.writeString(folder.resolve("events.json"), "{}\n").toString();
  }

  private void assertOneSentence(String... parts) {
    assertThat(err.toString())
        .startsWith("nodesentinel: ")
        .contains(parts)
        .doesNotContain("\tat ", SECRET, "Exception");
  }

  @Test
  void help_tells_where_documents_come_from_and_what_the_exit_codes_mean() {
    assertThat(run(Map.of(), "migrate", "--help")).isZero();
    assertThat(out.toString())
        .contains("--file", "--mongodb", "--verify", "--dry-run", "--rejects", "Exit codes:");
  }

  @Test
  void who_names_no_source_is_told_which_there_are() {
    assertThat(run(Map.of(), "migrate")).isEqualTo(2);
    assertOneSentence("--file=FILE", "--mongodb");
  }

  @Test
  void two_sources_are_wrong_usage() throws IOException {
    assertThat(run(Map.of(), "migrate", "--file", file(), "--mongodb")).isEqualTo(2);
    assertOneSentence("mutually exclusive");
  }

  @Test
  void a_file_that_is_not_there_is_named() {
    assertThat(run(target(1), "migrate", "--file", "/nowhere/events.json")).isEqualTo(2);
    assertOneSentence("/nowhere/events.json is not a file that can be read");
  }

  @Test
  void a_target_that_is_not_named_is_asked_for() throws IOException {
    assertThat(run(Map.of(), "migrate", "--file", file())).isEqualTo(2);
    assertOneSentence("DATASTORE_HOST");
  }

  @Test
  void a_target_other_than_postgresql_is_refused() throws IOException {
    assertThat(
            run(
                Map.of("DATASTORE_PROVIDER", "mongodb", "DATASTORE_HOST", "db.example"),
                "migrate",
                "--file",
                file()))
        .isEqualTo(2);
    assertOneSentence("The target of a move is PostgreSQL");
  }

  @Test
  void a_live_source_that_is_not_named_is_asked_for() {
    assertThat(run(target(1), "migrate", "--mongodb")).isEqualTo(2);
    assertOneSentence("MONGODB_URI");
  }

  @Test
  void the_standard_input_cannot_be_verified_in_the_same_run() {
    assertThat(run(target(1), "migrate", "--file", "-", "--verify")).isEqualTo(2);
    assertOneSentence("--verify-only");
  }

  @Test
  void the_export_is_not_overwritten_with_its_rejections() throws IOException {
    String file = file();
    String other = folder.resolve("./events.json").toString();
    assertThat(run(Map.of(), "migrate", "--file", file, "--rejects", other)).isEqualTo(2);
    assertOneSentence("--rejects", "name another");
    assertThat(Path.of(file)).hasContent("{}");
  }

  @Test
  void a_dry_run_has_nothing_to_verify() throws IOException {
    assertThat(run(target(1), "migrate", "--file", file(), "--dry-run", "--verify")).isEqualTo(2);
    assertOneSentence("--dry-run");
  }

  @Test
  void a_target_that_does_not_answer_is_one_sentence_without_a_password() throws IOException {
    assertThat(run(target(unusedPort()), "migrate", "--file", file())).isEqualTo(1);
    assertOneSentence("PostgreSQL failed while connecting to localhost");
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Map<String, String> target(int port) {
    return Map.of(
        "DATASTORE_PROVIDER",
        "postgresql",
        "DATASTORE_HOST",
        "localhost",
        "DATASTORE_PORT",
        Integer.toString(port),
        "DATASTORE_DATABASE",
        "events",
        "DATASTORE_USERNAME",
        "sentinel",
        "DATASTORE_PASSWORD",
        SECRET,
        "DATASTORE_SSLMODE",
        "disable",
        "DATASTORE_TIMEOUT",
        "2s");
  }
}
