package io.nodesentinel.reconcilers.testing;

import io.nodesentinel.reconcilers.port.ApiException;
import io.nodesentinel.reconcilers.port.EvictionResult;
import io.nodesentinel.reconcilers.port.Evictions;
import io.nodesentinel.reconcilers.port.PodView;
import io.nodesentinel.reconcilers.port.Pods;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Pods and their evictions, which wait in a queue until the world goes on.
public final class FakePods implements Pods, Evictions {
  private record Waiting(PodView pod, BooleanSupplier stillWanted, Consumer<EvictionResult> then) {}

  private final World world;
  private final List<PodView> pods = new ArrayList<>();
  private final Deque<Waiting> queue = new ArrayDeque<>();
  private final Set<String> blocked = new HashSet<>();
  private final Map<String, Integer> evictions = new HashMap<>();
  private int uids;

  FakePods(World world) {
    this.world = world;
  }

  @Override
  public List<PodView> onNode(String nodeName) {
    return pods.stream().filter(p -> p.nodeName().equals(nodeName)).toList();
  }

  @Override
  public List<PodView> readOnNode(String nodeName) {
    return onNode(nodeName);
  }

  @Override
  public void evict(PodView pod, BooleanSupplier stillWanted, Consumer<EvictionResult> then) {
    queue.add(new Waiting(pod, stillWanted, then));
  }

  public void add(String node, String name) {
    pods.add(pod(node, name, "pod-" + ++uids, false));
    world.changed(node);
  }

  /// It ended by itself.
  public void gone(String name) {
    pods.removeIf(p -> p.name().equals(name));
  }

  public static PodView pod(String node, String name, String uid, boolean terminating) {
    return new PodView("work", name, uid, node, false, false, false, terminating, false, List.of());
  }

  public void block(String name, boolean value) {
    if (value) {
      blocked.add(name);
    } else {
      blocked.remove(name);
    }
  }

  /// How often the eviction of each pod was asked for, by UID.
  public Map<String, Integer> evictions() {
    return Map.copyOf(evictions);
  }

  /// One eviction that waits is carried out, or else one pod that terminates ends.
  ///
  /// @return false if there was nothing to do
  boolean goOn() {
    Waiting next = queue.poll();
    if (next != null) {
      if (next.stillWanted().getAsBoolean()) {
        next.then().accept(answer(next.pod()));
      }
      return true;
    }
    for (PodView pod : pods) {
      if (pod.terminating()) {
        pods.remove(pod);
        world.changed(pod.nodeName());
        return true;
      }
    }
    return false;
  }

  private EvictionResult answer(PodView pod) {
    try {
      return ask(pod);
    } catch (ApiException noAnswer) {
      return new EvictionResult.Busy(String.valueOf(noAnswer.getMessage()), null);
    }
  }

  private EvictionResult ask(PodView pod) {
    return world.write(
        "eviction of " + pod.name(),
        () -> {
          evictions.merge(pod.uid(), 1, Integer::sum);
          for (int i = 0; i < pods.size(); i++) {
            PodView present = pods.get(i);
            if (present.uid().equals(pod.uid())) {
              if (blocked.contains(present.name())) {
                return new EvictionResult.Blocked("no disruption allowed");
              }
              if (!world.nodes.record(present.nodeName()).isPresent()) {
                world.violated("evicted " + present.name() + " from a node without a session");
              }
              pods.set(i, pod(present.nodeName(), present.name(), present.uid(), true));
              world.changed(present.nodeName());
              return new EvictionResult.Accepted();
            }
          }
          return new EvictionResult.Gone();
        });
  }

  void restarted() {
    queue.clear();
  }
}
