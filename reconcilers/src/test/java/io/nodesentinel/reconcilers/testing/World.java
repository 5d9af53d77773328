package io.nodesentinel.reconcilers.testing;

import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.QuarantinePolicySpec;
import io.nodesentinel.reconcilers.cap.CapLimit;
import io.nodesentinel.reconcilers.cap.NodeCap;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.policy.PolicyBook;
import io.nodesentinel.reconcilers.port.Announcement;
import io.nodesentinel.reconcilers.port.ApiException;
import io.nodesentinel.reconcilers.port.Ports;
import io.nodesentinel.reconcilers.quarantine.DecisionLog;
import io.nodesentinel.reconcilers.quarantine.HeldSince;
import io.nodesentinel.reconcilers.quarantine.QuarantinePlan;
import io.nodesentinel.reconcilers.quarantine.QuarantineReconciler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A cluster in memory and one operator process in it: single-threaded, with its own clock, the
/// same each time. Every write of the operator can be disturbed; a crash begins a new process on
/// what is durable.
public final class World implements InstantSource {
  private static final int MAX_TURNS = 2000;

  public final FakeNodes nodes = new FakeNodes(this);
  public final FakeQuarantines quarantines = new FakeQuarantines(this);
  public final FakeStore store = new FakeStore(this);
  public final FakePods pods = new FakePods(this);
  public final List<Announcement> announcements = new ArrayList<>();
  public final List<String> log = new ArrayList<>();
  public final List<String> violations = new ArrayList<>();

  private final CapLimit limit;
  private final Set<String> queue = new LinkedHashSet<>();
  private final Map<String, Instant> due = new TreeMap<>();
  private final Map<String, Long> generations = new TreeMap<>();
  private Disturbance disturbance = Disturbance.NONE;
  private BiConsumer<NodeView, NodeView> onStart = (before, after) -> {};
  private Instant now = Given.NOW;
  private int versions;
  private int writes;
  private int sessions;
  private int crashes;
  private final PolicyBook book;
  private NodeCap cap;
  private QuarantineReconciler reconciler;

  /// @param policies shared by worlds in which nobody changes them
  public World(int maxOut, PolicyBook policies) {
    book = policies;
    limit = new CapLimit.Count(maxOut);
    cap = new NodeCap(limit, new Census(), queue::add);
    reconciler = process();
  }

  private QuarantineReconciler process() {
    Ports ports =
        new Ports(
            this,
            nodes,
            quarantines,
            pods,
            pods,
            store,
            announcements::add,
            queue::add,
            () -> true,
            () -> "s" + ++sessions);
    return new QuarantineReconciler(ports, book, cap, new Log());
  }

  /// The process ends, and another one begins.
  public void restart() {
    crashes++;
    queue.clear();
    due.clear();
    store.restarted();
    pods.restarted();
    cap = new NodeCap(limit, new Census(), queue::add);
    reconciler = process();
    for (String node : known()) {
      HeldSince.of(quarantines.get(node)).ifPresent(since -> cap.remember(node, since));
      queue.add(node);
    }
  }

  private Set<String> known() {
    Set<String> known = new LinkedHashSet<>(nodes.names());
    store.all().forEach(e -> known.add(e.event().nodeName()));
    return new java.util.TreeSet<>(known);
  }

  // Time

  @Override
  public Instant instant() {
    return now;
  }

  public void pass(Duration time) {
    now = now.plus(time);
    due.forEach((node, at) -> {
      if (!at.isAfter(now)) {
        queue.add(node);
      }
    });
  }

  // Writes

  <T> T write(String what, Supplier<T> effect) {
    int number = ++writes;
    disturbance.before(number, what);
    T result = effect.get();
    disturbance.after(number, what);
    return result;
  }

  public int writes() {
    return writes;
  }

  public int crashes() {
    return crashes;
  }

  public void disturb(Disturbance next) {
    disturbance = next;
  }

  String nextVersion() {
    return String.valueOf(++versions);
  }

  void violated(String what) {
    violations.add(what);
  }

  void started(NodeView before, NodeView after) {
    if (!before.isOut() && new Census().out() >= limit.of(nodes.names().size())) {
      violated("took " + before.name() + " out beyond the cap");
    }
    onStart.accept(before, after);
  }

  /// Is told of each node patch that begins a session.
  public void onStart(BiConsumer<NodeView, NodeView> listener) {
    onStart = listener;
  }

  /// A watch says that something about the node changed.
  void changed(String node) {
    queue.add(node);
    cap.roomMayHaveAppeared();
  }

  // What people and monitors do

  public String report(HealthEventSpec spec) {
    return store.report(spec);
  }

  /// A report whose reporter says when it was.
  public String report(Given.Report report) {
    return store.report(report.at(now).spec());
  }

  public void policy(String name, Given.Policy policy) {
    QuarantinePolicySpec spec = policy.spec();
    long generation = 1 + generations.merge(name, 1L, Long::sum);
    book.put(name, generation, spec);
    queue.addAll(known());
  }

  public void withdraw(String name) {
    book.remove(name);
    queue.addAll(known());
  }

  // The operator

  public void look(String node) {
    now = now.plusMillis(5);
    Optional<Duration> again = reconciler.look(node);
    due.remove(node);
    again.ifPresent(delay -> due.put(node, now.plus(delay)));
  }

  /// Looks at every node once more, whatever is known of it.
  ///
  /// @return how many writes that took
  public int lookAtAllAgain() {
    int before = writes;
    queue.addAll(known());
    settle();
    return writes - before;
  }

  /// Lets everything happen that is due within two minutes. A crash begins a new process.
  public void settle() {
    Instant end = now.plus(Duration.ofMinutes(2));
    for (int turn = 0; turn < MAX_TURNS; turn++) {
      try {
        if (!turn(end)) {
          return;
        }
      } catch (Crash crash) {
        restart();
      }
    }
    throw new AssertionError("it does not come to rest: " + tail());
  }

  private boolean turn(Instant end) {
    String next = queue.stream().findFirst().orElse(null);
    if (next != null) {
      queue.remove(next);
      look(next);
      return true;
    }
    if (pods.goOn()) {
      return true;
    }
    Map.Entry<String, Instant> first =
        due.entrySet().stream().min(Map.Entry.comparingByValue()).orElse(null);
    if (first == null || first.getValue().isAfter(end)) {
      return false;
    }
    String node = first.getKey();
    now = first.getValue().isAfter(now) ? first.getValue() : now;
    due.remove(node);
    queue.add(node);
    return true;
  }

  public NodeCap cap() {
    return cap;
  }

  public String tail() {
    return String.join("\n", log.subList(Math.max(0, log.size() - 30), log.size()));
  }

  private final class Census implements NodeCap.Census {
    @Override
    public int total() {
      return nodes.names().size();
    }

    @Override
    public int out() {
      return (int) nodes.names().stream().filter(this::isOut).count();
    }

    @Override
    public boolean isOut(String nodeName) {
      @Nullable NodeView node = nodes.get(nodeName);
      return node != null && node.isOut();
    }
  }

  private final class Log implements DecisionLog {
    @Override
    public void decided(String nodeName, String session, QuarantinePlan plan) {
      log.add(now + " " + nodeName + " " + session + " " + plan.decision() + " " + plan.reason());
    }

    @Override
    public void brokeOff(String nodeName, QuarantinePlan plan, ApiException cause) {
      log.add(now + " " + nodeName + " broke off " + plan.decision() + ": " + cause.getMessage());
    }
  }
}
