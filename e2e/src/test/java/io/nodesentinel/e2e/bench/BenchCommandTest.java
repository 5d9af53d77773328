package io.nodesentinel.e2e.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BenchCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--nodes=99",
        "--scale --nodes=199",
        "--rounds=-1",
        "--scale --pods=0",
        "--scale --parts=everything",
        "--parts=storm",
        "--scale --datastore",
        "--scale --backlog=10",
        "--datastore --backlog=-1",
        "--output=xml"
      })
  void whatCannotBeMeasuredIsWrongUsage(String arguments) {
    assertThat(run(arguments.split(" ", -1))).isEqualTo(2);
    assertThat(err.toString()).isNotBlank();
  }

  @Test
  void helpNamesThePartsAndTheExitCodes() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString().replaceAll("\\s+", " "))
        .contains("startup, bursts, storm, lookalike, caches")
        .contains("look-alike run was wrong, or changes were lost");
  }

  private int run(String... arguments) {
    return new CommandLine(new BenchCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }
}
