package io.nodesentinel.operator.control;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.nodesentinel.crds.NodeQuarantine;
import io.nodesentinel.crds.QuarantinePolicy;
import io.nodesentinel.datastore.kubernetes.KubernetesNodeEvents;
import io.nodesentinel.operator.cluster.PodShelf;
import io.nodesentinel.operator.cluster.QuarantineShelf;
import io.nodesentinel.operator.serving.Readiness;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The watches of everything but the nodes, which are the framework's. Each keeps its objects in a
/// shelf of ours, and says only which node to look at.
final class Informers implements AutoCloseable {
  private static final long PAGE = 500;

  /// Read by probes while it is filled.
  private final Map<String, CompletionStage<Void>> synced =
      Collections.synchronizedMap(new LinkedHashMap<>());

  private final Map<String, SharedIndexInformer<?>> informers = new LinkedHashMap<>();
  private final KubernetesNodeEvents store;
  private final ResourceEventHandler<QuarantinePolicy> policies;
  private final SharedIndexInformer<QuarantinePolicy> policyInformer;

  Informers(
      KubernetesClient client,
      KubernetesNodeEvents store,
      QuarantineShelf quarantines,
      PodShelf pods,
      Consumer<@Nullable String> podChanged,
      Consumer<String> quarantineChanged,
      ResourceEventHandler<QuarantinePolicy> policies) {
    this.store = store;
    this.policies = policies;
    this.policyInformer =
        client.resources(QuarantinePolicy.class).runnableInformer(0).addEventHandler(policies);
    informers.put("policies", policyInformer);
    informers.put(
        "quarantines",
        client
            .resources(NodeQuarantine.class)
            .withLimit(PAGE)
            .runnableInformer(0)
            .itemStore(quarantines)
            .addEventHandler(
                new Changed<>(q -> quarantineChanged.accept(q.getMetadata().getName()))));
    informers.put(
        "pods",
        client
            .pods()
            .inAnyNamespace()
            .withoutField("spec.nodeName", "")
            .withLimit(PAGE)
            .runnableInformer(0)
            .itemStore(pods)
            .addEventHandler(new Changed<Pod>(p -> podChanged.accept(p.getSpec().getNodeName()))));
  }

  /// Begins to watch. A watch that breaks is begun again; one that cannot go on is told to `ended`.
  ///
  /// @return completes when everything is in memory
  CompletableFuture<Void> start(Consumer<String> ended) {
    synced.put("events", store.start());
    informers.forEach((name, informer) -> synced.put(name, informer.start()));
    store.stopped().whenComplete((_, failure) -> tell(ended, "events", failure));
    informers.forEach((name, informer) ->
        informer.stopped().whenComplete((_, failure) -> tell(ended, name, failure)));
    return CompletableFuture.allOf(
            synced.values().stream()
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture[]::new))
        .thenRun(this::takeInPolicies);
  }

  /// Handlers are told of the first list some time after it is in memory. A look before that would
  /// find sessions whose policies are gone, and end them.
  private void takeInPolicies() {
    List<QuarantinePolicy> first = policyInformer.getStore().list();
    first.forEach(policies::onAdd);
    for (QuarantinePolicy policy : first) {
      if (policyInformer.getStore().getByKey(policy.getMetadata().getName()) == null) {
        policies.onDelete(policy, false);
      }
    }
  }

  /// A policy changed while nobody led, so that no leader has judged anything by it.
  boolean hasNewPolicy() {
    return policyInformer.getStore().list().stream()
        .anyMatch(policy ->
            policy.getStatus() == null
                || !policy
                    .getMetadata()
                    .getGeneration()
                    .equals(policy.getStatus().observedGeneration()));
  }

  private static void tell(Consumer<String> ended, String name, @Nullable Throwable failure) {
    if (failure != null) {
      ended.accept("the watch of the " + name + " ended: " + failure);
    }
  }

  List<Readiness.Check> checks() {
    List<Readiness.Check> checks = new ArrayList<>();
    synced.forEach((name, done) -> {
      boolean ready =
          done.toCompletableFuture().isDone()
              && !done.toCompletableFuture().isCompletedExceptionally();
      checks.add(
          new Readiness.Check(
              name, ready, ready ? "" : "the first list of the " + name + " is under way"));
    });
    return checks;
  }

  @Override
  public void close() {
    informers.values().forEach(SharedIndexInformer::stop);
    store.close();
  }

  private record Changed<T>(Consumer<T> then) implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T object) {
      then.accept(object);
    }

    @Override
    public void onUpdate(T before, T object) {
      then.accept(object);
    }

    @Override
    public void onDelete(T object, boolean unknown) {
      then.accept(object);
    }
  }
}
