package io.nodesentinel.operator.cluster;

import io.fabric8.kubernetes.api.model.Status;
import io.nodesentinel.operator.cluster.ApiCalls.Answer;
import io.nodesentinel.reconcilers.port.ApiException;
import io.nodesentinel.reconcilers.port.EvictionResult;
import io.nodesentinel.reconcilers.port.Evictions;
import io.nodesentinel.reconcilers.port.PodView;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The eviction subresource, in a lane of its own: pods that a budget blocks never delay a cordon.
public final class ClusterEvictions implements Evictions, AutoCloseable {
  private final ApiCalls calls;
  private final ExecutorService lane;

  /// @param inFlight how many evictions may be under way
  ClusterEvictions(ApiCalls calls, int inFlight) {
    this.calls = calls;
    this.lane =
        Executors.newFixedThreadPool(inFlight, Thread.ofVirtual().name("eviction-", 0).factory());
  }

  @Override
  public void evict(PodView pod, BooleanSupplier stillWanted, Consumer<EvictionResult> then) {
    lane.execute(() -> {
      if (stillWanted.getAsBoolean()) {
        then.accept(ask(pod));
      }
    });
  }

  private EvictionResult ask(PodView pod) {
    String path = "/api/v1/namespaces/" + pod.namespace() + "/pods/" + pod.name() + "/eviction";
    String body =
        """
        {"apiVersion":"policy/v1","kind":"Eviction",
         "metadata":{"name":"%s","namespace":"%s"},
         "deleteOptions":{"preconditions":{"uid":"%s"}}}\
        """
            .formatted(pod.name(), pod.namespace(), pod.uid());
    try {
      return meaning(calls.send("POST", path, "application/json", body));
    } catch (ApiException failure) {
      return new EvictionResult.Busy(String.valueOf(failure.getMessage()), failure.retryAfter());
    }
  }

  /// 429 has two meanings: a budget says no, or the server is busy. The status' cause tells them
  /// apart.
  private EvictionResult meaning(Answer answer) {
    String message = calls.message(answer);
    return switch (answer.code()) {
      case 404, 409 -> new EvictionResult.Gone();
      case 429 ->
          isBudget(calls.status(answer))
              ? new EvictionResult.Blocked(message)
              : new EvictionResult.Busy(message, answer.retryAfter());
      default -> {
        if (answer.isSuccess()) {
          yield new EvictionResult.Accepted();
        }
        yield answer.code() > 500
            ? new EvictionResult.Busy(message, answer.retryAfter())
            : new EvictionResult.Refused(answer.code() + " " + message);
      }
    };
  }

  private static boolean isBudget(@Nullable Status status) {
    return status != null
        && status.getDetails() != null
        && status.getDetails().getCauses() != null
        && status.getDetails().getCauses().stream()
            .anyMatch(c -> "DisruptionBudget".equals(c.getReason()));
  }

  /// Evictions under way are finished; those that wait are not begun.
  @Override
  public void close() {
    lane.shutdownNow();
  }
}
