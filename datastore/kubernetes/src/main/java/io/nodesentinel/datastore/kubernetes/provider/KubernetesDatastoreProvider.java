package io.nodesentinel.datastore.kubernetes.provider;

import io.fabric8.kubernetes.client.Config;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.kubernetes.client.ApiErrors;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.datastore.spi.DatastoreProvider;

/// `DATASTORE_PROVIDER=kubernetes`: `HealthEvent` objects in the API server.
public final class KubernetesDatastoreProvider implements DatastoreProvider {
  /// Setting: the file that says which API server, and who we are.
  public static final String KUBECONFIG = "kubeconfig";

  @Override
  public String name() {
    return ApiErrors.PROVIDER;
  }

  @Override
  public DataStore open(DatastoreConfig config) {
    ApiServer server = ApiServer.ofThisProcess();
    Config client = server.client(config);
    return KubernetesDataStore.open(client, server.namespace(config), config.options());
  }
}
