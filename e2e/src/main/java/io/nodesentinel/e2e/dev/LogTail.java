package io.nodesentinel.e2e.dev;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/// Passes on the lines that a process appends to its log. For one thread.
final class LogTail implements AutoCloseable {
  private final BufferedReader reader;
  private final Consumer<String> lines;
  private final StringBuilder unfinished = new StringBuilder();

  /// @throws IOException if the log cannot be opened
  LogTail(Path log, Consumer<String> lines) throws IOException {
    this.reader = Files.newBufferedReader(log);
    this.lines = lines;
  }

  /// Passes on what has come since the last call; what lacks its end waits.
  void follow() throws IOException {
    char[] some = new char[8192];
    for (int n = reader.read(some); n > 0; n = reader.read(some)) {
      unfinished.append(some, 0, n);
    }
    for (int end = unfinished.indexOf("\n"); end >= 0; end = unfinished.indexOf("\n")) {
      lines.accept(unfinished.substring(0, end));
      unfinished.delete(0, end + 1);
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
