package io.nodesentinel.e2e.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LiveLoopTest {
  private final Deque<Set<Path>> changes = new ArrayDeque<>();
  private final Deque<Compiler.Result> builds = new ArrayDeque<>();
  private final List<String> done = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  private final LiveLoop loop =
      new LiveLoop(
          patience -> changes.isEmpty() ? Set.of() : changes.remove(),
          () -> {
            done.add("compile");
            return builds.remove();
          },
          new LiveLoop.Subject() {
            @Override
            public void restart() {
              done.add("restart");
            }

            @Override
            public void lookAfter() {
              done.add("look");
            }
          },
          said::add);

  @Test
  void whatChangesAndCompilesIsRestarted() throws Exception {
    changes.add(new TreeSet<>(List.of(Path.of("a/A.java"), Path.of("b/B.java"))));
    builds.add(new Compiler.Result(true, List.of()));

    assertThat(step()).isTrue();

    assertThat(done).containsExactly("compile", "restart");
    assertThat(said.getFirst()).isEqualTo("changed: A.java, B.java; compiling");
  }

  @Test
  void whatDoesNotCompileLeavesTheOldOneAloneAndSaysWhy() throws Exception {
    changes.add(Set.of(Path.of("a/A.java")));
    builds.add(new Compiler.Result(false, List.of("A.java:3: ';' expected")));

    assertThat(step()).isTrue();

    assertThat(done).containsExactly("compile");
    assertThat(said)
        .endsWith(
            "A.java:3: ';' expected", "that does not compile: the operator goes on as it was");
  }

  @Test
  void withoutAChangeTheRunningOneIsLookedAfter() throws Exception {
    assertThat(step()).isFalse();
    assertThat(done).containsExactly("look");
  }

  @Test
  void aChangeOfManyFilesIsSaidInOneLine() throws Exception {
    Set<Path> many = new TreeSet<>();
    for (int i = 0; i < 40; i++) {
      many.add(Path.of("F%02d.java".formatted(i)));
    }
    changes.add(many);
    builds.add(new Compiler.Result(true, List.of()));

    step();

    assertThat(said.getFirst())
        .isEqualTo("changed: F00.java, F01.java, F02.java and 37 more; compiling");
  }

  private boolean step() throws Exception {
    return loop.step(Duration.ZERO);
  }
}
