package io.nodesentinel.e2e.bench.scale;

import com.fasterxml.jackson.databind.JsonNode;
import io.nodesentinel.e2e.bench.cluster.Await;
import io.nodesentinel.e2e.bench.cluster.Bodies;
import io.nodesentinel.e2e.bench.cluster.Parallel;
import io.nodesentinel.e2e.bench.cluster.RequestCounts;
import io.nodesentinel.e2e.bench.cluster.Seen;
import io.nodesentinel.e2e.bench.cluster.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Few fatal events among many that look like them, one on each node, all at once: exactly the
/// nodes with a fatal one are quarantined, and some minutes later that is still all that has
/// changed.
final class LookAlike {
  private static final Duration STEADY = Duration.ofSeconds(5);
  private static final long SEED = 200_1800;

  private final World world;
  private final List<String> names;
  private final Set<String> fatal;

  /// @param nodes with one event each, the last of the fleet
  /// @param fatal how many of them are ill, evenly spread
  LookAlike(World world, int nodes, int fatal) {
    this.world = world;
    int all = world.nodeNames.size();
    this.names = world.nodeNames.subList(all - nodes, all);
    Set<String> ill = new TreeSet<>();
    for (int i = 0; i < fatal; i++) {
      ill.add(names.get((int) ((long) i * nodes / fatal)));
    }
    this.fatal = ill;
  }

  /// What was found when the rest was over.
  ///
  /// @param quarantined nodes that are out
  /// @param missing nodes with a fatal event that are not
  /// @param wrong nodes without one that are
  /// @param touched other nodes that were written at all since the first event
  /// @param rewritten quarantined nodes that were written during the rest
  /// @param quarantines `NodeQuarantine` objects that say so, if it is about other nodes
  /// @param quarantinedAfter seconds from the first event until the last node was cordoned
  /// @param requests of the operator during the rest, leases and watches aside
  /// @param watches that the operator began anew during the rest
  record Result(
      int nodes,
      int fatal,
      int quarantined,
      List<String> missing,
      List<String> wrong,
      List<String> touched,
      List<String> rewritten,
      List<String> quarantines,
      double quarantinedAfter,
      Map<String, Long> requests,
      long watches) {

    boolean exact() {
      return missing.isEmpty()
          && wrong.isEmpty()
          && touched.isEmpty()
          && rewritten.isEmpty()
          && quarantines.isEmpty();
    }

    long restRequests() {
      return requests.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /// @param rest what else is measured while nothing may change; takes as long as it takes
  Result run(Runnable rest) {
    world.awaitQuiet();
    Map<String, String> before = world.nodes.objects().versions();
    var cordoned = Await.each(List.copyOf(fatal), n -> world.nodes.expect(n, Seen::cordoned));
    long start = System.nanoTime();
    report();
    long last =
        Await.all(cordoned, World.PATIENCE, "quarantined").stream()
            .max(Long::compare)
            .orElseThrow();
    Await.all(
        Await.each(List.copyOf(fatal), n -> world.nodes.expect(n, Seen::settledCordoned)),
        World.PATIENCE,
        "left alone by the controllers");
    awaitSteady();
    Map<String, String> after = world.nodes.objects().versions();
    RequestCounts requests = RequestCounts.of(world.client);
    rest.run();
    return compare(before, after, (last - start) / 1e9, requests);
  }

  /// In an order that says nothing, and the same in every run.
  private void report() {
    List<String> order = new ArrayList<>(names);
    Collections.shuffle(order, new Random(SEED));
    Parallel.forEach(
        Parallel.CONNECTIONS,
        order,
        node -> {
          String event = "alike-" + node;
          world.client.create(
              World.EVENTS,
              fatal.contains(node)
                  ? Bodies.fault(event, node, Bodies.AGENT, "0")
                  : Bodies.harmless(event, node, Bodies.AGENT, names.indexOf(node)));
        });
  }

  /// Not only a pause between two writes.
  private void awaitSteady() {
    long count;
    do {
      world.awaitQuiet();
      count = RequestCounts.of(world.client).ofOperator();
      Await.pass(STEADY);
    } while (RequestCounts.of(world.client).ofOperator() != count);
  }

  private Result compare(
      Map<String, String> before,
      Map<String, String> after,
      double seconds,
      RequestCounts requests) {
    RequestCounts during = RequestCounts.of(world.client).since(requests);
    Map<String, String> now = world.nodes.objects().versions();
    Set<String> out =
        now.keySet().stream()
            .filter(n -> Seen.cordoned(world.nodes.objects().get(n)))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> sessions =
        world.quarantines.objects().names().stream()
            .filter(n -> !Seen.phase("Released").test(quarantine(n)))
            .collect(Collectors.toCollection(TreeSet::new));
    return new Result(
        names.size(),
        fatal.size(),
        out.size(),
        less(fatal, out),
        less(out, fatal),
        changed(before, now, n -> !fatal.contains(n)),
        changed(after, now, fatal::contains),
        Stream.concat(less(sessions, fatal).stream(), less(fatal, sessions).stream()).toList(),
        seconds,
        during.operatorByResource(),
        during.watches());
  }

  private JsonNode quarantine(String name) {
    return world.quarantines.objects().get(name);
  }

  /// The names among `which` whose version is another, or that are new or gone.
  static List<String> changed(
      Map<String, String> before, Map<String, String> now, Predicate<String> which) {
    return Stream.concat(before.keySet().stream(), now.keySet().stream())
        .distinct()
        .filter(which)
        .filter(name -> !Objects.equals(before.get(name), now.get(name)))
        .sorted()
        .toList();
  }

  private static List<String> less(Set<String> all, Set<String> without) {
    return all.stream().filter(n -> !without.contains(n)).toList();
  }
}
