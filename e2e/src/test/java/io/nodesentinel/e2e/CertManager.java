package io.nodesentinel.e2e;

import static io.nodesentinel.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.certmanager.api.model.v1.Certificate;
import io.fabric8.certmanager.api.model.v1.CertificateBuilder;
import io.fabric8.certmanager.api.model.v1.CertificateCondition;
import io.fabric8.certmanager.api.model.v1.CertificateConditionBuilder;
import io.fabric8.certmanager.api.model.v1.IssuerBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nodesentinel.e2e.controlplane.CrdInstaller;
import io.nodesentinel.e2e.controlplane.GoProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// cert-manager's real issuing controllers on the cluster of the tests, without its webhook.
final class CertManager implements AutoCloseable {
  private final Cluster cluster;
  private final GoProgram.Built built;
  private List<String> crds = List.of();
  private @Nullable Process process;

  private CertManager(Cluster cluster, GoProgram.Built built) {
    this.cluster = cluster;
    this.built = built;
  }

  /// Builds it the first time; installs and starts nothing yet.
  static CertManager of(Cluster cluster) {
    return new CertManager(cluster, GoProgram.CERT_MANAGER.locate(Progress::say));
  }

  private KubernetesClient admin() {
    return cluster.admin();
  }

  /// Its types, without anybody who acts on them.
  void installTypes() {
    crds = CrdInstaller.install(admin(), built.files());
    for (String type :
        List.of("certificates", "certificaterequests", "issuers", "clusterissuers")) {
      // Right after a definition was established its storage may still be in the making.
      Awaitility.await("the API server to list " + type)
          .atMost(Eventually.DEADLINE)
          .ignoreExceptionsInstanceOf(KubernetesClientException.class)
          .until(() -> admin().raw("/apis/cert-manager.io/v1/" + type) != null);
    }
  }

  /// Its controllers.
  void start() {
    Path log = Cluster.home().resolve("e2e/target/e2e-logs/certmanager.log");
    try {
      Files.createDirectories(log.getParent());
      Process started =
          new ProcessBuilder(
                  built.executable().toString(),
                  "-kubeconfig=" + cluster.kubeconfig(),
                  "-cluster-resource-namespace=" + Cluster.NAMESPACE)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      // A test run that is interrupted leaves none behind.
      Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
      process = started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void stop() {
    Process running = process;
    process = null;
    if (running == null) {
      return;
    }
    running.destroy();
    try {
      if (!running.waitFor(10, TimeUnit.SECONDS)) {
        running.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  Certificate certificate(String name) {
    return Objects.requireNonNull(
        admin().resources(Certificate.class).inNamespace(Cluster.NAMESPACE).withName(name).get(),
        name);
  }

  /// What `cmctl renew` does.
  void renew(String name) {
    eventually(
        "Certificate " + name + " to be marked for renewal",
        () -> String.valueOf(certificate(name)),
        () -> {
          try {
            mark(certificate(name));
          } catch (KubernetesClientException somebodyWasQuicker) {
            throw new AssertionError(somebodyWasQuicker);
          }
        });
  }

  private void mark(Certificate certificate) {
    List<CertificateCondition> conditions =
        new ArrayList<>(certificate.getStatus().getConditions());
    conditions.removeIf(c -> c.getType().equals("Issuing"));
    conditions.add(
        new CertificateConditionBuilder()
            .withType("Issuing")
            .withStatus("True")
            .withReason("ManuallyTriggered")
            .withMessage("by a person")
            .withLastTransitionTime(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
            .withObservedGeneration(certificate.getMetadata().getGeneration())
            .build());
    certificate.getStatus().setConditions(conditions);
    admin().resource(certificate).updateStatus();
  }

  /// An authority of its own, in a Secret of this name.
  void selfSignedAuthority(String name) {
    admin()
        .resource(
            new IssuerBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(Cluster.NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .withNewSelfSigned()
                .endSelfSigned()
                .endSpec()
                .build())
        .serverSideApply();
    admin()
        .resource(
            new CertificateBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(Cluster.NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .withSecretName(name)
                .withCommonName(name)
                .withIsCA(true)
                .withNewIssuerRef("cert-manager.io", "Issuer", name)
                .endSpec()
                .build())
        .serverSideApply();
  }

  @Override
  public void close() {
    stop();
    for (String crd : crds) {
      admin().apiextensions().v1().customResourceDefinitions().withName(crd).delete();
    }
    eventually(
        "cert-manager's types to be gone",
        () -> "they are there",
        () -> assertThat(admin().getApiResources("cert-manager.io/v1")).isNull());
  }
}
