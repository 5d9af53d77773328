package io.nodesentinel.e2e.datastore;

import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.datastore.spi.Datastores;
import io.nodesentinel.datastore.tck.Databases;
import io.nodesentinel.datastore.tck.NumberedDocuments;
import io.nodesentinel.e2e.Cluster;
import io.nodesentinel.e2e.controlplane.Etcd;
import java.nio.file.Path;
import java.util.List;

/// The health events of a control plane, as a database that is emptied for each test. Stores are
/// opened with the rights of `datastore/kubernetes/manifests/rbac.yaml`.
final class ObjectDatabases implements Databases, AutoCloseable {
  static final String POSITIONS = "nodesentinel-resume-tokens";
  private static final String DEAD_LETTERS = "nodesentinel-dead-letters";

  private final Cluster cluster;
  private final Path kubeconfig;

  private ObjectDatabases(Cluster cluster, Path kubeconfig) {
    this.cluster = cluster;
    this.kubeconfig = kubeconfig;
  }

  static ObjectDatabases start() {
    Cluster cluster = Cluster.startAnother("kubernetes-provider");
    return new ObjectDatabases(
        cluster,
        cluster.kubeconfigOf(
            "nodesentinel-datastore", Path.of("datastore/kubernetes/manifests/rbac.yaml")));
  }

  Cluster cluster() {
    return cluster;
  }

  @Override
  public DataStore openEmpty() {
    cluster.admin().resources(HealthEvent.class).delete();
    for (String name : List.of(POSITIONS, DEAD_LETTERS)) {
      cluster.admin().configMaps().inNamespace(Cluster.NAMESPACE).withName(name).delete();
    }
    return openAgain();
  }

  @Override
  public DataStore openAgain() {
    return Datastores.open(
        DatastoreConfig.builder("kubernetes")
            .extra("kubeconfig", kubeconfig.toString())
            .database(Cluster.NAMESPACE)
            .build());
  }

  /// Both memories of changes go: that of the API server by a restart, that of etcd by compaction.
  @Override
  public boolean forgetChanges() {
    cluster.controlPlane().stopApiServer();
    try (Etcd etcd = new Etcd(cluster.controlPlane().etcdUrl())) {
      etcd.compact();
    } finally {
      cluster.controlPlane().startApiServer();
    }
    return true;
  }

  @Override
  public NumberedDocuments numbered() {
    return new NumberedEvents();
  }

  @Override
  public void close() {
    cluster.close();
  }
}
