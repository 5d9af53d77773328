package io.nodesentinel.datastore.kubernetes.client;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import io.nodesentinel.datastore.processing.RetryPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Some texts by name in one ConfigMap, so that a role needs to name that one alone. Each change is
/// written on the condition that nobody else wrote it meanwhile, else it is worked out anew.
/// Thread-safe.
public final class ConfigMapStore {
  private static final int CONFLICT = 409;
  private static final int MOST_ATTEMPTS = 20;
  private static final RetryPolicy PAUSES =
      new RetryPolicy(MOST_ATTEMPTS, Duration.ofMillis(5), Duration.ofMillis(500));

  private final KubernetesClient client;
  private final Permits permits;
  private final String namespace;
  private final String name;
  private final Kind otherwise;

  /// @param otherwise the kind of errors that say nothing more particular
  public ConfigMapStore(
      KubernetesClient client, Permits permits, String namespace, String name, Kind otherwise) {
    this.client = client;
    this.permits = permits;
    this.namespace = namespace;
    this.name = name;
    this.otherwise = otherwise;
  }

  /// Namespace and name, for messages.
  @Override
  public String toString() {
    return "ConfigMap " + namespace + "/" + name;
  }

  /// The texts that are there.
  public Map<String, String> read() {
    return get().map(ConfigMapStore::texts).orElseGet(Map::of);
  }

  /// Changes the texts.
  ///
  /// @param change gets a copy, which it changes; it may run more than once
  /// @return what the change gave
  public <T extends @Nullable Object> T change(Function<Map<String, String>, T> change) {
    for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      Optional<ConfigMap> read = get();
      Map<String, String> before = read.map(ConfigMapStore::texts).orElseGet(Map::of);
      Map<String, String> after = new TreeMap<>(before);
      T result = change.apply(after);
      if (after.equals(before) || put(read, after)) {
        return result;
      }
      LockSupport.parkNanos(
          PAUSES.backOff(attempt, ThreadLocalRandom.current().nextDouble()).toNanos());
    }
    throw DatastoreException.of(
            otherwise,
            "%s was changed by others %d times in a row while it was to be written."
                .formatted(this, MOST_ATTEMPTS))
        .retryable(true)
        .from(ApiErrors.PROVIDER);
  }

  private static Map<String, String> texts(ConfigMap map) {
    return map.getData() == null ? Map.of() : map.getData();
  }

  private Optional<ConfigMap> get() {
    return permits.run(
        otherwise,
        "reading " + this,
        () -> Optional.ofNullable(client.configMaps().inNamespace(namespace).withName(name).get()));
  }

  /// @return false if somebody else was faster
  private boolean put(Optional<ConfigMap> read, Map<String, String> texts) {
    return permits.run(
        otherwise,
        "writing " + this,
        () -> {
          try {
            if (read.isPresent()) {
              ConfigMap map = new ConfigMapBuilder(read.get()).withData(texts).build();
              client.configMaps().inNamespace(namespace).resource(map).update();
            } else {
              client.configMaps().inNamespace(namespace).resource(fresh(texts)).create();
            }
            return true;
          } catch (KubernetesClientException failure) {
            if (failure.getCode() == CONFLICT) {
              return false;
            }
            throw failure;
          }
        });
  }

  private ConfigMap fresh(Map<String, String> texts) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .endMetadata()
        .withData(texts)
        .build();
  }
}
