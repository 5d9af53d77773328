package io.nodesentinel.e2e;

import io.nodesentinel.e2e.BetweenReadAndWrite.Fate;
import io.nodesentinel.e2e.BetweenReadAndWrite.Ruling;
import io.nodesentinel.e2e.BetweenReadAndWrite.Write;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The way of one replica to the API server, and what it asked to be written there. Thread-safe.
final class RecordingSide implements AutoCloseable {
  private final Queue<Write> writes = new ConcurrentLinkedQueue<>();
  private volatile Function<Write, Ruling> judge = _ -> Ruling.pass();
  private @Nullable BetweenReadAndWrite proxy;

  private RecordingSide() {}

  static RecordingSide open(Cluster cluster) throws IOException, GeneralSecurityException {
    RecordingSide side = new RecordingSide();
    side.proxy = BetweenReadAndWrite.open(cluster.controlPlane(), side::judge);
    return side;
  }

  private Ruling judge(Write write) {
    writes.add(write);
    return judge.apply(write);
  }

  Path kubeconfig(Cluster cluster) throws IOException {
    return Objects.requireNonNull(proxy).kubeconfig(cluster);
  }

  void judgeBy(Function<Write, Ruling> next) {
    judge = next;
  }

  /// Kills the replica at one of its writes: before it arrives, or when it has taken effect and
  /// nobody gets the answer.
  ///
  /// @param number 1 for the first of those writes
  void killAt(OperatorUnderTest replica, Predicate<Write> which, int number, Fate fate) {
    AtomicInteger count = new AtomicInteger();
    judgeBy(write -> {
      if (!which.test(write) || count.incrementAndGet() != number) {
        return Ruling.pass();
      }
      if (fate == Fate.ANSWER_LOST) {
        return new Ruling(fate, replica::kill9);
      }
      replica.kill9();
      return new Ruling(fate, () -> {});
    });
  }

  /// Forgets what was written, and lets everything pass.
  void reset() {
    judge = _ -> Ruling.pass();
    writes.clear();
  }

  /// How often each pod of the node was asked to leave, by the path of the request.
  Map<String, Long> evictions(TestNode node) {
    return writes.stream()
        .filter(RecordingSide::isEviction)
        .filter(write -> write.isAbout(node.name()))
        .collect(Collectors.groupingBy(Write::path, Collectors.counting()));
  }

  /// How many writes of Nodes there were.
  long nodeWrites() {
    return writes.stream().filter(RecordingSide::isNodeWrite).count();
  }

  static boolean isNodeWrite(Write write) {
    return write.path().startsWith("/api/v1/nodes/");
  }

  static boolean isEviction(Write write) {
    return write.path().endsWith("/eviction");
  }

  @Override
  public void close() throws IOException {
    if (proxy != null) {
      proxy.close();
    }
  }
}
