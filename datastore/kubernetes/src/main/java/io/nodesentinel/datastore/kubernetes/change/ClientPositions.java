package io.nodesentinel.datastore.kubernetes.change;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.CHANGE_STREAM;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.kubernetes.client.ApiErrors;
import io.nodesentinel.datastore.kubernetes.client.Permits;
import io.nodesentinel.datastore.processing.RetryPolicy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/// The positions of clients, each a key of one ConfigMap, so that a role needs to name that one
/// alone. Written on the condition that nobody else wrote it meanwhile. Thread-safe.
final class ClientPositions {
  static final String CONFIG_MAP = "nodesentinel-resume-tokens";

  private static final int CONFLICT = 409;
  private static final int MOST_ATTEMPTS = 20;
  private static final RetryPolicy PAUSES =
      new RetryPolicy(MOST_ATTEMPTS, Duration.ofMillis(5), Duration.ofMillis(500));

  private final KubernetesClient client;
  private final Permits permits;
  private final String namespace;

  ClientPositions(KubernetesClient client, Permits permits, String namespace) {
    this.client = client;
    this.permits = permits;
    this.namespace = namespace;
  }

  /// The position of a client; empty if it has none that can be read.
  Optional<StreamToken> stored(String name) {
    return read().flatMap(map -> position(map, name));
  }

  private static Optional<StreamToken> position(ConfigMap map, String name) {
    return Optional.ofNullable(map.getData())
        .map(data -> data.get(name))
        .flatMap(StreamToken::read);
  }

  /// Stores a first position, so that a crash before anything was handled loses nothing. One that
  /// is there stays.
  void register(String name, StreamToken token) {
    write(name, token, false);
  }

  /// Stores a position.
  ///
  /// @param replaces whatever is there; otherwise a later one stays
  void store(String name, StreamToken token, boolean replaces) {
    write(name, token, replaces);
  }

  private void write(String name, StreamToken token, boolean replaces) {
    for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      Optional<ConfigMap> map = read();
      boolean later =
          map.flatMap(one -> position(one, name)).filter(old -> !old.isBefore(token)).isPresent();
      if (later && !replaces) {
        return;
      }
      if (map.isPresent() ? replaced(map.get(), name, token) : created(name, token)) {
        return;
      }
      LockSupport.parkNanos(
          PAUSES.backOff(attempt, ThreadLocalRandom.current().nextDouble()).toNanos());
    }
    throw DatastoreException.of(
            CHANGE_STREAM,
            "ConfigMap %s/%s was changed by others %d times in a row while the position of %s was to"
                    .formatted(namespace, CONFIG_MAP, MOST_ATTEMPTS, name)
                + " be stored.")
        .from(ApiErrors.PROVIDER);
  }

  private Optional<ConfigMap> read() {
    return permits.run(
        CHANGE_STREAM,
        "reading the positions in ConfigMap %s/%s".formatted(namespace, CONFIG_MAP),
        () ->
            Optional.ofNullable(
                client.configMaps().inNamespace(namespace).withName(CONFIG_MAP).get()));
  }

  private boolean created(String name, StreamToken token) {
    return written(() -> {
      ConfigMap map =
          new ConfigMapBuilder()
              .withNewMetadata()
              .withName(CONFIG_MAP)
              .withNamespace(namespace)
              .endMetadata()
              .withData(Map.of(name, token.text()))
              .build();
      client.configMaps().inNamespace(namespace).resource(map).create();
    });
  }

  private boolean replaced(ConfigMap read, String name, StreamToken token) {
    return written(() -> {
      Map<String, String> data =
          read.getData() == null ? new HashMap<>() : new HashMap<>(read.getData());
      data.put(name, token.text());
      ConfigMap map = new ConfigMapBuilder(read).withData(data).build();
      client.configMaps().inNamespace(namespace).resource(map).update();
    });
  }

  /// @return false if somebody else was faster
  private boolean written(Runnable request) {
    return permits.run(
        CHANGE_STREAM,
        "storing a position in ConfigMap %s/%s".formatted(namespace, CONFIG_MAP),
        () -> {
          try {
            request.run();
            return true;
          } catch (KubernetesClientException failure) {
            if (failure.getCode() == CONFLICT) {
              return false;
            }
            throw failure;
          }
        });
  }
}
