package io.nodesentinel.e2e;

import static io.nodesentinel.e2e.Eventually.eventually;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nodesentinel.crds.CertificateRole;
import io.nodesentinel.crds.CertificateStatus;
import io.nodesentinel.crds.ConditionStatus;
import io.nodesentinel.crds.Datastore;
import io.nodesentinel.crds.DatastoreStatus;
import io.nodesentinel.crds.StatusCondition;
import io.nodesentinel.datastore.tls.Certificates;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One Datastore object, and the Secrets and the ConfigMap that go with it.
class DatastoreObjects {
  static final String NAME = "nodesentinel";
  static final String CLIENT = NAME + "-client-tls";
  static final String SERVER = NAME + "-server-tls";
  static final String AUTHORITY = NAME + "-ca";
  static final String TRUST = NAME + "-trust";

  private static final List<String> SECRETS = List.of(CLIENT, SERVER, AUTHORITY);

  private final KubernetesClient admin;

  DatastoreObjects(KubernetesClient admin) {
    this.admin = admin;
  }

  Datastore datastore() {
    return Objects.requireNonNull(
        admin.resources(Datastore.class).inNamespace(Cluster.NAMESPACE).withName(NAME).get());
  }

  DatastoreStatus status() {
    DatastoreStatus status = datastore().getStatus();
    return status == null ? DatastoreStatus.empty() : status;
  }

  @Nullable StatusCondition condition(String type) {
    return status().conditions().stream().filter(c -> c.type().equals(type)).findAny().orElse(null);
  }

  void await(String type, ConditionStatus status, String reason, String... words) {
    eventually(
        Duration.ofSeconds(90),
        "%s to be %s, %s %s".formatted(type, status, reason, List.of(words)),
        () -> String.valueOf(status()),
        () ->
            assertThat(condition(type))
                .isNotNull()
                .satisfies(c -> {
                  assertThat(c.status()).isEqualTo(status);
                  assertThat(c.reason()).isEqualTo(reason);
                  assertThat(List.of(words))
                      .allSatisfy(word -> assertThat(c.message()).contains(word));
                }));
  }

  /// Everything is as it should be.
  void awaitAllGood() {
    eventually(
        Duration.ofSeconds(90),
        "all conditions to be true",
        () -> String.valueOf(status()),
        () -> {
          assertThat(status().conditions()).hasSize(4);
          assertThat(status().conditions())
              .allSatisfy(c -> assertThat(c.status()).isEqualTo(ConditionStatus.True));
        });
  }

  CertificateStatus certificate(CertificateRole role) {
    return status().certificates().stream()
        .filter(c -> c.role() == role)
        .findAny()
        .orElseThrow(() -> new AssertionError("no " + role + " in " + status()));
  }

  @Nullable Secret secret(String name) {
    return admin.secrets().inNamespace(Cluster.NAMESPACE).withName(name).get();
  }

  void deleteSecret(String name) {
    admin.secrets().inNamespace(Cluster.NAMESPACE).withName(name).delete();
  }

  /// As somebody does by hand.
  void writeSecret(String name, Map<String, String> parts) {
    Secret secret =
        new SecretBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(Cluster.NAMESPACE)
            .endMetadata()
            .withStringData(parts)
            .build();
    admin.resource(secret).fieldManager("kubectl").forceConflicts().serverSideApply();
  }

  String part(String secret, String key) {
    return part(Objects.requireNonNull(secret(secret), secret), key);
  }

  static String part(Secret secret, String key) {
    return new String(Base64.getDecoder().decode(secret.getData().getOrDefault(key, "")), US_ASCII);
  }

  /// The certificate in a Secret.
  X509Certificate leaf(String secret) {
    try {
      return Certificates.in(secret, part(secret, "tls.crt")).getFirst();
    } catch (GeneralSecurityException odd) {
      throw new IllegalStateException(odd);
    }
  }

  String serialNumber(String secret) {
    return leaf(secret).getSerialNumber().toString(16);
  }

  /// The authorities in the ConfigMap.
  List<X509Certificate> trusted() {
    ConfigMap trust = admin.configMaps().inNamespace(Cluster.NAMESPACE).withName(TRUST).get();
    try {
      return trust == null
          ? List.of()
          : Certificates.in(TRUST, Objects.requireNonNull(trust.getData().get("ca.crt")));
    } catch (GeneralSecurityException odd) {
      throw new IllegalStateException(odd);
    }
  }

  void removeObjects() {
    admin.resources(Datastore.class).inNamespace(Cluster.NAMESPACE).withName(NAME).delete();
    SECRETS.forEach(this::deleteSecret);
    admin.configMaps().inNamespace(Cluster.NAMESPACE).withName(TRUST).delete();
  }
}
