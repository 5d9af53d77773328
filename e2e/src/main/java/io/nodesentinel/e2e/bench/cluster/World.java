package io.nodesentinel.e2e.bench.cluster;

import io.fabric8.kubernetes.client.Config;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The cluster that is measured: a client that writes, and watches of everything that may change.
public final class World implements AutoCloseable {
  public static final String EVENTS = "/apis/nodesentinel.io/v1alpha1/healthevents";
  public static final String POLICIES = "/apis/nodesentinel.io/v1alpha1/quarantinepolicies";
  public static final String QUARANTINES = "/apis/nodesentinel.io/v1alpha1/nodequarantines";
  public static final String NODES = "/api/v1/nodes";
  public static final String PODS = "/api/v1/namespaces/default/pods";
  public static final String ANNOUNCEMENTS = "/apis/events.k8s.io/v1/namespaces/default/events";
  public static final Duration PATIENCE = Duration.ofMinutes(5);

  /// Between two things that are measured one at a time: the end of one is no part of the next.
  public static final Duration PAUSE = Duration.ofMillis(20);

  private static final Duration QUIET = Duration.ofMillis(700);

  private final BareClient watching;
  private @Nullable ResourceWatch pods;
  private final Map<String, Long> pids = new ConcurrentHashMap<>();

  public final BareClient client;
  public final ResourceWatch nodes;
  public final ResourceWatch events;
  public final ResourceWatch quarantines;
  private final ResourceWatch announcements;
  public final List<String> nodeNames;

  /// @param config an administrator's
  /// @param controlPlane its processes by name
  public World(Config config, List<String> nodeNames, Map<String, Long> controlPlane) {
    this.client = new BareClient(config);
    this.watching = new BareClient(config);
    this.nodes = new ResourceWatch(watching, NODES);
    this.events = new ResourceWatch(watching, EVENTS);
    this.quarantines = new ResourceWatch(watching, QUARANTINES);
    this.announcements = new ResourceWatch(watching, ANNOUNCEMENTS);
    this.nodeNames = List.copyOf(nodeNames);
    pids.putAll(controlPlane);
    pids.put("bench", ProcessHandle.current().pid());
  }

  /// Whose CPU time is counted as the operator's from now on.
  public void operatorIs(long pid) {
    pids.put("operator", pid);
  }

  public Map<String, Double> cpu() {
    return Proc.cpu(new TreeMap<>(pids));
  }

  /// The pods of the default namespace; watched from the first call on.
  public synchronized ResourceWatch pods() {
    if (pods == null) {
      pods = new ResourceWatch(watching, PODS);
    }
    return pods;
  }

  private synchronized List<ResourceWatch> watches() {
    return Stream.of(nodes, events, quarantines, announcements, pods)
        .filter(Objects::nonNull)
        .toList();
  }

  public void fault(String event, String node, String agent, String entity) {
    client.create(EVENTS, Bodies.fault(event, node, agent, entity));
  }

  public void healthy(String event, String node, String agent) {
    client.create(EVENTS, Bodies.healthy(event, node, agent));
  }

  /// Until nothing has changed for a moment.
  public void awaitQuiet() {
    Await.until(
        () -> {
          long now = System.nanoTime();
          return watches().stream().allMatch(w -> now - w.objects().lastChange() > QUIET.toNanos());
        },
        PATIENCE,
        "nothing changed any more");
  }

  public void awaitFree() {
    Await.all(
        Await.each(nodeNames, n -> nodes.expect(n, Seen::settledFree)), PATIENCE, "free nodes");
  }

  /// Every trace of what was measured goes, so that each round begins alike. Events first: without
  /// its ledger the operator would judge them again.
  public void cleanUp() {
    awaitQuiet();
    client.delete(EVENTS);
    awaitNone(events, "event");
    client.delete(QUARANTINES);
    awaitNone(quarantines, "NodeQuarantine");
    awaitFree();
    awaitQuiet();
  }

  /// As [#cleanUp()] while nobody is there to let go of what has a finalizer.
  public void cleanUpWithoutOperator() {
    awaitQuiet();
    client.delete(EVENTS);
    awaitNone(events, "event");
    for (String name : quarantines.objects().names()) {
      client.patch(QUARANTINES + "/" + name, "{\"metadata\":{\"finalizers\":null}}");
    }
    client.delete(QUARANTINES);
    awaitNone(quarantines, "NodeQuarantine");
    awaitFree();
    awaitQuiet();
  }

  private static void awaitNone(ResourceWatch watch, String what) {
    Map<String, CompletableFuture<Long>> gone =
        Await.each(
            List.copyOf(watch.objects().names()),
            name -> watch.expect(name, o -> o.isMissingNode()));
    Await.all(gone, PATIENCE, "deleted (" + what + ")");
  }

  @Override
  public void close() {
    watches().forEach(ResourceWatch::close);
    watching.close();
    client.close();
  }
}
