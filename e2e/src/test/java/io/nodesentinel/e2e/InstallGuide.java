package io.nodesentinel.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/// The commands of docs/install.md, so that what is run is what is written there.
final class InstallGuide {
  private static final String NOT_RUN = "# not run";

  private final List<String> commands = new ArrayList<>();
  private final List<String> used = new ArrayList<>();

  InstallGuide() {
    boolean inBlock = false;
    for (String line : read()) {
      if (line.startsWith("```")) {
        inBlock = line.equals("```sh");
      } else if (inBlock && !line.contains(NOT_RUN)) {
        commands.add(line);
      }
    }
  }

  /// The one command that begins like this, as words.
  List<String> command(String beginning) {
    List<String> found = commands.stream().filter(c -> c.startsWith(beginning)).toList();
    if (found.size() != 1) {
      throw new AssertionError(
          "docs/install.md has %d commands \"%s...\": %s"
              .formatted(found.size(), beginning, commands));
    }
    used.add(found.getFirst());
    return List.of(found.getFirst().split(" +"));
  }

  /// Commands that nobody asked for.
  List<String> unused() {
    return commands.stream().filter(command -> !used.contains(command)).toList();
  }

  private static List<String> read() {
    try {
      return Files.readAllLines(Cluster.home().resolve("docs/install.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
