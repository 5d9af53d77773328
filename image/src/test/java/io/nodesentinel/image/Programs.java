package io.nodesentinel.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/// Runs programs of this machine that tests need.
final class Programs {
  private Programs() {}

  /// Runs one to its end, which must be a good one.
  static void run(String... words) throws IOException, InterruptedException {
    Ended ended = end(words);
    assertThat(ended.code()).as("%s: %s", String.join(" ", words), ended.said()).isZero();
  }

  /// Whether one can be run and ends well.
  static boolean succeeds(String... words) throws InterruptedException {
    try {
      return end(words).code() == 0;
    } catch (IOException notThere) {
      return false;
    }
  }

  private record Ended(int code, String said) {}

  private static Ended end(String... words) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("%s ends", words[0]).isTrue();
      return new Ended(process.exitValue(), said);
    } finally {
      process.destroyForcibly();
    }
  }
}
