package io.nodesentinel.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.operator.cli.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// `nodesentinel` as a person types it, in a process of its own.
///
/// @param folder for what it says
/// @param environment further variables
record CommandLine(Path folder, Map<String, String> environment) {
  /// Which nothing that is said may contain.
  static final String SECRET = "open-sesame";

  CommandLine {
    environment = Map.copyOf(environment);
  }

  /// What came of it.
  record Ran(int exit, String out, String err) {
    Ran assertExit(int expected) {
      assertThat(exit).as("%s%n%s", out, err).isEqualTo(expected);
      return this;
    }
  }

  Ran run(String... arguments) {
    return run(Path.of("/dev/null"), arguments);
  }

  /// @param input is what it reads from its standard input
  Ran run(Path input, String... arguments) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    line.add(Main.class.getName());
    line.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectInput(input.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      boolean ended = process.waitFor(3, TimeUnit.MINUTES);
      process.destroyForcibly();
      Ran ran =
          new Ran(process.waitFor(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
      assertThat(ended).as("it ended: " + ran).isTrue();
      assertThat(ran.out() + ran.err()).doesNotContain(SECRET, "\tat ");
      return ran;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while a command ran", stopped);
    }
  }
}
