package io.nodesentinel.simulator.replica;

import io.nodesentinel.reconcilers.port.EvictionResult;
import io.nodesentinel.reconcilers.port.Evictions;
import io.nodesentinel.reconcilers.port.PodView;
import io.nodesentinel.reconcilers.port.Pods;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Pods and their evictions, which wait for a while before they are sent.
final class PodPort implements Pods, Evictions {
  private final Connection to;

  PodPort(Connection to) {
    this.to = to;
  }

  @Override
  public List<PodView> onNode(String nodeName) {
    return to.caches().pods().onNode(nodeName);
  }

  @Override
  public List<PodView> readOnNode(String nodeName) {
    List<PodView> pods =
        to.calls().send("list pods of " + nodeName, () -> to.server().pods.onNode(nodeName));
    pods.forEach(to.caches().pods()::take);
    return pods;
  }

  @Override
  public void evict(PodView pod, BooleanSupplier stillWanted, Consumer<EvictionResult> then) {
    to.life()
        .later(
            to.chance().skewedMillis(200),
            () -> {
              if (stillWanted.getAsBoolean()) {
                to.witness().evicting(to.replica(), pod);
                send(pod, then);
              }
            });
  }

  private void send(PodView pod, Consumer<EvictionResult> then) {
    EvictionResult[] answer = new EvictionResult[1];
    to.calls()
        .sendLater(
            "evict " + pod.name(),
            () -> answer[0] = to.server().pods.evict(pod),
            failure -> {
              EvictionResult result =
                  failure == null
                      ? answer[0]
                      : new EvictionResult.Busy(String.valueOf(failure.getMessage()), null);
              to.witness().evicted(to.replica(), pod, result);
              then.accept(result);
            });
  }
}
