package io.nodesentinel.operator.datastore;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Secrets of one namespace in memory, each watched by its name alone, so that the right to these
/// few is enough. Which they are may change. Thread-safe.
public final class SecretShelf implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SecretShelf.class);

  private final KubernetesClient client;
  private final String namespace;
  private final Runnable changed;

  private final Map<String, String> failures = new ConcurrentHashMap<>();

  // Guarded by this.
  private final Map<String, SharedIndexInformer<Secret>> watches = new HashMap<>();

  /// Watches nothing yet.
  ///
  /// @param changed told when one of them changes
  public SecretShelf(KubernetesClient client, String namespace, Runnable changed) {
    this.client = client;
    this.namespace = namespace;
    this.changed = changed;
  }

  /// From now on these, and no others. Returns at once; what is there is told later.
  public synchronized void watch(Set<String> names) {
    failures.keySet().retainAll(names);
    watches
        .entrySet()
        .removeIf(watch -> {
          boolean over = !names.contains(watch.getKey());
          if (over) {
            watch.getValue().stop();
          }
          return over;
        });
    for (String name : names) {
      // One that could not be begun, for want of the right, is tried again with each look.
      watches.compute(
          name, (_, running) -> running != null && isAlive(running) ? running : begin(name));
    }
  }

  private static boolean isAlive(SharedIndexInformer<Secret> watch) {
    return !watch.stopped().toCompletableFuture().isDone();
  }

  private SharedIndexInformer<Secret> begin(String name) {
    SharedIndexInformer<Secret> watch =
        client
            .secrets()
            .inNamespace(namespace)
            .withName(name)
            .runnableInformer(0)
            .addEventHandler(new Changes(changed));
    watch
        .start()
        .whenComplete((_, failure) -> {
          if (failure == null) {
            failures.remove(name);
          } else if (failures.put(name, words(failure)) == null) {
            LOG.warn("Secret {}/{} cannot be watched: {}", namespace, name, words(failure));
          }
        });
    return watch;
  }

  private static String words(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  /// Why they cannot be read; empty if they can, or nobody knows yet.
  public String trouble() {
    return failures.entrySet().stream()
        .map(one -> "Secret %s cannot be read: %s".formatted(one.getKey(), one.getValue()))
        .collect(Collectors.joining("; "));
  }

  /// The first list of each has arrived, so that what is not there does not exist.
  public synchronized boolean isSynced() {
    return watches.values().stream().allMatch(SharedIndexInformer::hasSynced);
  }

  /// The parts of a Secret as they are now; empty if it is not there.
  public synchronized Optional<Map<String, byte[]>> parts(String name) {
    SharedIndexInformer<Secret> watch = watches.get(name);
    return Optional.ofNullable(watch)
        .flatMap(w -> w.getStore().list().stream().findAny())
        .map(SecretShelf::decoded);
  }

  private static Map<String, byte[]> decoded(Secret secret) {
    Map<String, byte[]> parts = new TreeMap<>();
    if (secret.getData() != null) {
      secret.getData().forEach((key, text) -> parts.put(key, Base64.getDecoder().decode(text)));
    }
    return parts;
  }

  @Override
  public synchronized void close() {
    watches.values().forEach(SharedIndexInformer::stop);
    watches.clear();
  }

  private record Changes(Runnable changed) implements ResourceEventHandler<Secret> {
    @Override
    public void onAdd(Secret secret) {
      changed.run();
    }

    @Override
    public void onUpdate(Secret before, Secret secret) {
      changed.run();
    }

    @Override
    public void onDelete(Secret secret, boolean unknown) {
      changed.run();
    }
  }
}
