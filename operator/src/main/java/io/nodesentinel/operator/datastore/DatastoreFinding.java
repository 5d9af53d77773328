package io.nodesentinel.operator.datastore;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nodesentinel.crds.Datastore;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.reconcilers.datastore.DatastoreNames;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds the Datastore object at the start. Whoever installs both may make it after the operator.
public final class DatastoreFinding {
  private static final Logger LOG = LoggerFactory.getLogger(DatastoreFinding.class);
  private static final Duration WITHIN = Duration.ofSeconds(60);

  private DatastoreFinding() {}

  /// The object, once it is there.
  ///
  /// @param environment what the environment names too; it must agree
  /// @throws IllegalStateException with a sentence, if it is not there in time
  /// @throws IllegalArgumentException with a sentence, if the environment names another datastore
  public static Datastore find(
      KubernetesClient client,
      String namespace,
      String name,
      Optional<DatastoreConfig> environment) {
    Datastore object = await(client, namespace, name);
    environment.ifPresent(other ->
        SpecConfig.requireAgreement(namespace, new DatastoreNames(name, object.getSpec()), other));
    return object;
  }

  private static Datastore await(KubernetesClient client, String namespace, String name) {
    var wanted = client.resources(Datastore.class).inNamespace(namespace).withName(name);
    try {
      Datastore object = wanted.get();
      if (object == null) {
        LOG.warn("waiting for Datastore {}/{}, which is not there yet", namespace, name);
        object =
            wanted.waitUntilCondition(there -> there != null, WITHIN.toSeconds(), TimeUnit.SECONDS);
      }
      return object;
    } catch (KubernetesClientException absent) {
      throw new IllegalStateException(
          "the Datastore %s in namespace %s, which --datastore names, cannot be read: %s"
              .formatted(name, namespace, absent.getMessage()),
          absent);
    }
  }
}
