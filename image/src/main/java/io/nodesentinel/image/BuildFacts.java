package io.nodesentinel.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/// What Maven and Git know of this build.
///
/// @param timestamp of everything in the image, so that two builds of one commit are the same
/// @param description one sentence
public record BuildFacts(String version, Instant timestamp, String description, String licenses) {

  /// Reads what Maven wrote.
  public static BuildFacts read() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = BuildFacts.class.getResourceAsStream("build.properties")) {
      if (in == null) {
        throw new ImageException("build.properties is missing; build with Maven.");
      }
      properties.load(in);
    }
    return new BuildFacts(
        properties.getProperty("version"),
        Instant.parse(properties.getProperty("timestamp")),
        properties.getProperty("description"),
        properties.getProperty("licenses"));
  }

  /// The commit that is checked out; empty where this is no checkout, or there is no Git.
  static Optional<String> revision(Path repository) throws InterruptedException {
    try {
      Process git =
          new ProcessBuilder("git", "-C", repository.toString(), "rev-parse", "HEAD")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      boolean fine = git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0;
      return fine && said.matches("[0-9a-f]{40,64}") ? Optional.of(said) : Optional.empty();
    } catch (IOException noGit) {
      return Optional.empty();
    }
  }
}
