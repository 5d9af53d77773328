package io.nodesentinel.e2e.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ControlPlaneCommandTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void withoutAVerbItIsWrongUsage() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("up, status or down");
  }

  @Test
  void aNegativeNumberOfNodesIsWrongUsage() {
    assertThat(run("up", "--nodes=-1")).isEqualTo(2);
  }

  @Test
  void statusFailsWhereNothingRuns() {
    assertThat(run("status", "--state=" + folder)).isEqualTo(1);
    assertThat(out.toString()).contains("No control plane in " + folder);
  }

  @Test
  void statusForProgramsSaysSoToo() {
    assertThat(run("status", "--output=json", "--state=" + folder)).isEqualTo(1);
    assertThat(out.toString()).contains("\"usable\":false").contains("\"processes\":[]");
  }

  @Test
  void downWhereNothingRunsIsFineAndTouchesNothing() throws Exception {
    Path file = Files.createFile(folder.resolve("mine"));

    assertThat(run("down", "--state=" + folder)).isZero();
    assertThat(file).exists();
  }

  @Test
  void aPathThatAShellWouldTakeApartIsQuoted() {
    assertThat(ControlPlaneReport.shellQuoted("/a/b-c_1.d")).isEqualTo("/a/b-c_1.d");
    assertThat(ControlPlaneReport.shellQuoted("/a b/it's")).isEqualTo("'/a b/it'\\''s'");
  }

  private int run(String... arguments) {
    return new CommandLine(new ControlPlaneCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }
}
