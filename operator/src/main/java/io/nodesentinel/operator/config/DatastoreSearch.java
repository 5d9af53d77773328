package io.nodesentinel.operator.config;

import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.spi.Datastores;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Finds the datastore that the environment names, if it names one.
///
/// @param environment such as `System.getenv()`
public record DatastoreSearch(Map<String, String> environment) {
  /// The objects alone, which need no datastore.
  private static final String OBJECTS = "kubernetes";

  private static final String CLUSTER_UID = "clusterUid";

  public DatastoreSearch {
    environment = Map.copyOf(environment);
  }

  /// The datastore; empty if the environment names none. Nothing is asked of it.
  ///
  /// @param clusterUid what the datastore is claimed for; null for no claim
  /// @throws IllegalArgumentException with one sentence, if it cannot be one
  public Optional<DatastoreConfig> find(@Nullable String clusterUid) {
    String provider = environment.getOrDefault("DATASTORE_PROVIDER", "").strip();
    boolean implied = !environment.getOrDefault("MONGODB_URI", "").isBlank();
    if (provider.isEmpty() && !implied || provider.equalsIgnoreCase(OBJECTS)) {
      return Optional.empty();
    }
    try {
      DatastoreConfig config = DatastoreConfig.fromEnvironment(environment);
      // Said now, and not by a process that tries again for ever.
      Datastores.provider(config.provider());
      config.checkFiles();
      return Optional.of(clusterUid == null ? config : claimed(config, clusterUid));
    } catch (DatastoreException wrong) {
      throw new IllegalArgumentException(wrong.getMessage(), wrong);
    }
  }

  private static DatastoreConfig claimed(DatastoreConfig config, String clusterUid) {
    Map<String, String> extra = new TreeMap<>(config.extra());
    extra.put(CLUSTER_UID, clusterUid);
    return new DatastoreConfig(
        config.provider(),
        config.host(),
        config.port(),
        config.database(),
        config.username(),
        config.password(),
        config.tls(),
        config.options(),
        config.url(),
        extra);
  }
}
