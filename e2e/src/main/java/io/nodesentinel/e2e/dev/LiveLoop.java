package io.nodesentinel.e2e.dev;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Restarts something whenever its sources change and compile. What does not compile leaves the one
/// that runs alone.
final class LiveLoop {
  private static final int SHOWN_MESSAGES = 30;
  private static final int SHOWN_FILES = 3;

  /// Where changes come from.
  interface Changes {
    /// What changed within the time; empty if nothing did.
    Set<Path> await(Duration patience) throws InterruptedException;
  }

  /// What makes a new version.
  interface Build {
    Compiler.Result compile() throws IOException, InterruptedException;
  }

  /// What runs.
  interface Subject {
    /// Ends the one that runs, if any, and starts one from what was compiled last.
    void restart() throws IOException;

    /// Says so, if it has ended by itself, and starts it again a few times.
    void lookAfter() throws IOException;
  }

  private final Changes changes;
  private final Build build;
  private final Subject subject;
  private final Consumer<String> say;

  LiveLoop(Changes changes, Build build, Subject subject, Consumer<String> say) {
    this.changes = changes;
    this.build = build;
    this.subject = subject;
    this.say = say;
  }

  /// Waits for one change at most this long, and does what it asks for.
  ///
  /// @return false if nothing changed
  /// @throws InterruptedException if the thread is interrupted
  /// @throws IOException if the build or what runs cannot be started
  boolean step(Duration patience) throws IOException, InterruptedException {
    Set<Path> changed = changes.await(patience);
    if (changed.isEmpty()) {
      subject.lookAfter();
      return false;
    }
    say.accept("changed: " + summary(changed) + "; compiling");
    long begin = System.nanoTime();
    Compiler.Result result = build.compile();
    if (result.good()) {
      say.accept("compiled in %.1f s; restarting the operator".formatted(seconds(begin)));
      subject.restart();
    } else {
      result.messages().stream().limit(SHOWN_MESSAGES).forEach(say);
      say.accept("that does not compile: the operator goes on as it was");
    }
    return true;
  }

  private static double seconds(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1000.0;
  }

  private static String summary(Set<Path> changed) {
    List<String> names =
        changed.stream()
            .map(path -> String.valueOf(path.getFileName()))
            .limit(SHOWN_FILES)
            .toList();
    int more = changed.size() - names.size();
    return String.join(", ", names) + (more > 0 ? " and %d more".formatted(more) : "");
  }
}
