package io.nodesentinel.e2e;

import static io.nodesentinel.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nodesentinel.datastore.tls.Certificates;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One Datastore object with a PostgreSQL that demands certificates, and what a kubelet does
/// between them.
final class CertificateScene extends DatastoreObjects implements AutoCloseable {
  final TlsPostgres postgres;
  private final KubernetesClient admin;
  private volatile @Nullable Mounts mounted;

  CertificateScene(Cluster cluster) throws IOException {
    super(cluster.admin());
    admin = cluster.admin();
    removeObjects();
    postgres = TlsPostgres.start();
  }

  /// Makes or changes the object.
  ///
  /// @param tls YAML
  void datastore(String tls, boolean builtIn) {
    String spec =
        """
        provider: postgresql
        connection: {host: localhost, port: %d, database: %s, username: %s}
        tls: %s
        %s
        """
            .formatted(
                postgres.port(),
                TlsPostgres.DATABASE,
                TlsPostgres.USER,
                tls,
                builtIn ? "managed: {serviceName: db, dnsNames: [localhost]}" : "");
    GenericKubernetesResource object = new GenericKubernetesResource();
    object.setApiVersion("nodesentinel.io/v1alpha1");
    object.setKind("Datastore");
    object.setMetadata(
        new ObjectMetaBuilder().withName(NAME).withNamespace(Cluster.NAMESPACE).build());
    object.setAdditionalProperty(
        "spec", admin.getKubernetesSerialization().unmarshal(spec, Map.class));
    admin.resource(object).fieldManager("kubectl").forceConflicts().serverSideApply();
  }

  /// What the server mounts reaches it, if all of it is there and something changed.
  void mount() {
    Mounts now = mounts();
    if (now != null && !now.equals(mounted)) {
      postgres.mount(now.certificate(), now.key(), now.authorities());
      mounted = now;
    }
  }

  /// The files of one moment: a certificate and a key that do not belong together are of no use.
  private record Mounts(String certificate, String key, String authorities) {}

  private @Nullable Mounts mounts() {
    Secret server = secret(SERVER);
    List<X509Certificate> trusted = trusted();
    return server == null || part(server, "tls.crt").isEmpty() || trusted.isEmpty()
        ? null
        : new Mounts(part(server, "tls.crt"), part(server, "tls.key"), Certificates.pem(trusted));
  }

  /// The server has what the objects say now.
  boolean isMounted() {
    Mounts now = mounts();
    return now != null && now.equals(mounted);
  }

  /// Waits until every session of the operator came with the certificate that is in the Secret.
  void awaitInUse(OperatorUnderTest operator) {
    eventually(
        Duration.ofSeconds(90),
        "only the certificate of Secret " + CLIENT + " to be in use",
        () -> postgres.serialNumbersInUse() + " of " + status() + operator.describe(),
        () -> assertThat(postgres.serialNumbersInUse()).containsExactly(serialNumber(CLIENT)));
  }

  @Override
  public void close() {
    removeObjects();
    postgres.close();
  }
}
