package io.nodesentinel.e2e.bench;

import io.fabric8.kubernetes.client.Config;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// The cluster that is measured: a client that writes, and watches of everything that may change.
final class World implements AutoCloseable {
  static final String EVENTS = "/apis/nodesentinel.io/v1alpha1/healthevents";
  static final String POLICIES = "/apis/nodesentinel.io/v1alpha1/quarantinepolicies";
  static final String QUARANTINES = "/apis/nodesentinel.io/v1alpha1/nodequarantines";
  static final String NODES = "/api/v1/nodes";
  static final String PODS = "/api/v1/namespaces/default/pods";
  static final String ANNOUNCEMENTS = "/apis/events.k8s.io/v1/namespaces/default/events";
  static final Duration PATIENCE = Duration.ofMinutes(3);

  /// Between two things that are measured one at a time: the end of one is no part of the next.
  static final Duration PAUSE = Duration.ofMillis(20);

  private static final Duration QUIET = Duration.ofMillis(700);

  private final BareClient watching;
  private final Map<String, Long> pids = new ConcurrentHashMap<>();

  final BareClient client;
  final ResourceWatch nodes;
  final ResourceWatch events;
  final ResourceWatch quarantines;
  final ResourceWatch pods;
  private final ResourceWatch announcements;
  final List<String> nodeNames;

  /// @param config an administrator's
  /// @param controlPlane its processes by name
  World(Config config, List<String> nodeNames, Map<String, Long> controlPlane) {
    this.client = new BareClient(config);
    this.watching = new BareClient(config);
    this.nodes = new ResourceWatch(watching, NODES);
    this.events = new ResourceWatch(watching, EVENTS);
    this.quarantines = new ResourceWatch(watching, QUARANTINES);
    this.pods = new ResourceWatch(watching, PODS);
    this.announcements = new ResourceWatch(watching, ANNOUNCEMENTS);
    this.nodeNames = List.copyOf(nodeNames);
    pids.putAll(controlPlane);
    pids.put("bench", ProcessHandle.current().pid());
  }

  /// Whose CPU time is counted as the operator's from now on.
  void operatorIs(long pid) {
    pids.put("operator", pid);
  }

  Map<String, Double> cpu() {
    return Proc.cpu(new TreeMap<>(pids));
  }

  void fault(String event, String node, String agent, String entity) {
    client.create(EVENTS, Bodies.fault(event, node, agent, entity));
  }

  void healthy(String event, String node, String agent) {
    client.create(EVENTS, Bodies.healthy(event, node, agent));
  }

  /// Until nothing has changed for a moment.
  void awaitQuiet() {
    Await.until(
        () -> {
          long now = System.nanoTime();
          return Stream.of(nodes, events, quarantines, pods, announcements)
              .allMatch(w -> now - w.objects().lastChange() > QUIET.toNanos());
        },
        PATIENCE,
        "nothing changed any more");
  }

  void awaitFree() {
    Await.all(
        Await.each(nodeNames, n -> nodes.expect(n, Seen::settledFree)), PATIENCE, "free nodes");
  }

  /// Every trace of what was measured goes, so that each round begins alike. Events first: without
  /// its ledger the operator would judge them again.
  void cleanUp() {
    awaitQuiet();
    client.delete(EVENTS);
    awaitNone(events, "event");
    client.delete(QUARANTINES);
    awaitNone(quarantines, "NodeQuarantine");
    awaitFree();
    awaitQuiet();
  }

  /// As [#cleanUp()] while nobody is there to let go of what has a finalizer.
  void cleanUpWithoutOperator() {
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
    nodes.close();
    events.close();
    quarantines.close();
    pods.close();
    announcements.close();
    watching.close();
    client.close();
  }
}
