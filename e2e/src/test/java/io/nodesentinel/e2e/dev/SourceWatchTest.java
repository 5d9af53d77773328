package io.nodesentinel.e2e.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceWatchTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration QUIET = Duration.ofMillis(50);

  @TempDir private Path folder;

  @Test
  void aChangeDeepBelowIsNoticed() throws Exception {
    Path file = write("java/io/x/A.java", "1");
    try (SourceWatch watch = watch()) {
      Files.writeString(file, "2");
      assertThat(watch.await(LONG)).contains(file);
    }
  }

  @Test
  void filesInFoldersThatAreMadeMeanwhileBelongToIt() throws Exception {
    try (SourceWatch watch = watch()) {
      Path file = write("java/fresh/A.java", "1");
      Set<Path> seen = awaitAll(watch, file);
      assertThat(seen).contains(file);

      Files.writeString(file, "2");
      assertThat(watch.await(LONG)).containsExactly(file);
    }
  }

  @Test
  void whatEditorsPutBesideAFileIsNoChange() throws Exception {
    try (SourceWatch watch = watch()) {
      write(".A.java.swp", "1");
      write("A.java~", "1");
      Path file = write("B.java", "1");
      assertThat(awaitAll(watch, file)).containsExactly(file);
    }
  }

  @Test
  void withoutAChangeItComesBackEmpty() throws Exception {
    try (SourceWatch watch = watch()) {
      assertThat(watch.await(Duration.ofMillis(1))).isEmpty();
    }
  }

  private SourceWatch watch() throws IOException {
    return new SourceWatch(List.of(folder), QUIET);
  }

  /// A change may be noticed in pieces on a busy machine.
  private static Set<Path> awaitAll(SourceWatch watch, Path last) throws InterruptedException {
    Set<Path> seen = new TreeSet<>();
    while (!seen.contains(last)) {
      Set<Path> some = watch.await(LONG);
      assertThat(some).as("nothing more came after " + seen).isNotEmpty();
      seen.addAll(some);
    }
    return seen;
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
