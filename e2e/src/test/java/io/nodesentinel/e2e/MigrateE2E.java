package io.nodesentinel.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nodesentinel.e2e.CommandLine.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command `migrate` on a real PostgreSQL.
class MigrateE2E {
  @TempDir private Path folder;
  private TestPostgres postgres;
  private CommandLine command;

  @BeforeEach
  void start() throws IOException {
    postgres = TestPostgres.start();
    Map<String, String> environment = new TreeMap<>(postgres.environment());
    environment.put("DATASTORE_PASSWORD", CommandLine.SECRET);
    command = new CommandLine(folder, environment);
  }

  @AfterEach
  void stop() {
    postgres.close();
  }

  private static String event(int number) {
    return """
    {"_id":{"$oid":"%024x"},"createdAt":{"$date":"2026-03-02T09:15:04.138Z"},\
    "healthevent":{"nodename":"gpu-%d","checkname":"GpuXidError","isfatal":true}}
    """
        .formatted(number, number);
  }

  private String rows() {
    return postgres.value("SELECT count(*) FROM health_events");
  }

  @Test
  void a_whole_move_from_the_schema_to_the_comparison() throws IOException {
    Path events = folder.resolve("events.json");
    String file = events.toString();
    Files.writeString(events, event(1) + event(2) + "not a document\n" + event(3), UTF_8);

    Ran early = command.run("migrate", "--file", file).assertExit(1);
    assertThat(early.err()).startsWith("nodesentinel: ").contains("nodesentinel schema apply");
    command.run("schema", "apply").assertExit(0);
    Ran dry = command.run("migrate", "--file", file, "--dry-run").assertExit(3);
    assertThat(dry.out()).startsWith("Would be moved: " + file).containsPattern("new +3\\b");
    assertThat(rows()).isEqualTo("0");

    Path rejects = folder.resolve("rejects.json");
    Ran moved =
        command
            .run("migrate", "--file", file, "--verify", "--rejects", rejects.toString())
            .assertExit(3);
    assertThat(moved.out())
        .startsWith("Moved: " + file + " -> health_events")
        .containsPattern("moved +3\\b")
        .containsPattern("cannot be moved +1\\b")
        .contains("line 3: It is not valid JSON")
        .contains("Compared: ")
        .containsPattern("the same on both sides +3\\b");
    assertThat(Files.readAllLines(rejects)).singleElement().asString().contains("line 3");
    assertThat(rows()).isEqualTo("3");

    Files.writeString(events, event(1) + event(2) + event(3), UTF_8);
    Ran again =
        command.run("migrate", "--file", file, "--verify", "--output", "json").assertExit(0);
    assertThat(again.err()).contains("belongs to other content");
    JsonNode report = new ObjectMapper().readTree(again.out());
    assertThat(report.at("/migrations/0/present").asInt()).isEqualTo(3);
    assertThat(report.at("/migrations/0/migrated").asInt()).isZero();
    assertThat(report.at("/verifications/0/equal").asInt()).isEqualTo(3);
    assertThat(report.at("/verifications/0/complete").asBoolean()).isTrue();

    postgres.run(
        "UPDATE health_events SET document = jsonb_set(document, '{x}', '1')"
            + " WHERE node_name = 'gpu-2'");
    Ran compared = command.run("migrate", "--file", file, "--verify-only").assertExit(3);
    assertThat(compared.out()).contains("different: 000000000000000000000002 (line 2)");
  }

  @Test
  void what_comes_by_the_standard_input_is_moved_and_compared() throws IOException {
    Path events = folder.resolve("events.json");
    Files.writeString(
        events,
        IntStream.rangeClosed(1, 2_500).mapToObj(MigrateE2E::event).collect(Collectors.joining()));
    command.run("schema", "apply").assertExit(0);

    Ran moved = command.run(events, "migrate", "--file", "-").assertExit(0);

    assertThat(moved.out()).containsPattern("moved +2,500\\b");
    assertThat(rows()).isEqualTo("2500");
    assertThat(command.run(events, "migrate", "--file", "-", "--verify-only").assertExit(0).out())
        .containsPattern("the same on both sides +2,500\\b");
  }
}
