package io.nodesentinel.e2e;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.nodesentinel.e2e.controlplane.Binaries;
import io.nodesentinel.e2e.controlplane.ControlPlane;
import io.nodesentinel.e2e.controlplane.ControlPlaneSettings;
import io.nodesentinel.e2e.controlplane.CrdInstaller;
import io.nodesentinel.e2e.controlplane.NoToolchainException;
import io.nodesentinel.e2e.controlplane.ServiceAccountIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/// The API server that the tests of one run share, with our CRDs and the operator's rights in
/// place. Thread-safe.
public final class Cluster implements AutoCloseable {
  /// The environment variable that names a cluster to use in place of one of our own.
  static final String KUBECONFIG_VARIABLE = "NODESENTINEL_KUBECONFIG";

  /// The operator's namespace and ServiceAccount.
  public static final String NAMESPACE = "nodesentinel";

  private static final ControlPlaneSettings SETTINGS =
      ControlPlaneSettings.full().withNodeMonitorPeriod(Duration.ofSeconds(1));

  private static final AtomicInteger IDENTITIES = new AtomicInteger();

  private final @Nullable K3sInDocker k3s;
  private final @Nullable ControlPlane controlPlane;
  private final KubernetesClient admin;
  private final Path kubeconfig;

  private Cluster(
      @Nullable K3sInDocker k3s,
      @Nullable ControlPlane controlPlane,
      KubernetesClient admin,
      Path kubeconfig) {
    this.k3s = k3s;
    this.controlPlane = controlPlane;
    this.admin = admin;
    this.kubeconfig = kubeconfig;
  }

  static Cluster start() {
    String byHand = System.getenv(KUBECONFIG_VARIABLE);
    if (byHand != null && !byHand.isBlank()) {
      return prepared(givenByHand(Path.of(byHand)));
    }
    try {
      return prepared(ours("run"));
    } catch (NoToolchainException none) {
      if (!K3sInDocker.isPossible()) {
        throw none;
      }
      return startK3s();
    }
  }

  /// One in Docker, without fake nodes.
  static Cluster startK3s() {
    return prepared(startEmptyK3s());
  }

  /// The same, without our CRDs and rights.
  static Cluster startEmptyK3s() {
    Progress.say("starting k3s in Docker: an API server and one kubelet, without fake nodes");
    K3sInDocker k3s =
        K3sInDocker.start(
            home()
                .resolve("e2e/target/clusters")
                .resolve("k3s-" + ProcessHandle.current().pid() + ".kubeconfig"));
    return new Cluster(k3s, null, client(k3s.kubeconfig()), k3s.kubeconfig());
  }

  /// One with a control plane of its own, which a test may disturb. The caller closes it.
  ///
  /// @param name of its folder
  public static Cluster startAnother(String name) {
    return prepared(ours(name));
  }

  /// The same, without our CRDs and rights.
  static Cluster startEmpty(String name) {
    return ours(name);
  }

  private static Cluster prepared(Cluster cluster) {
    try {
      CrdInstaller.install(
              cluster.admin, home().resolve("crds/src/main/resources/io/nodesentinel/crds"))
          .forEach(cluster::awaitServed);
      cluster.applyRights();
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /// "Established" comes before the storage behind it is there; until then lists are refused.
  private void awaitServed(String crd) {
    String path =
        "/apis/nodesentinel.io/v1alpha1/%s?limit=1".formatted(crd.substring(0, crd.indexOf('.')));
    Awaitility.await("the API server lists " + crd)
        .atMost(Duration.ofSeconds(30))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptionsInstanceOf(KubernetesClientException.class)
        .until(() -> admin.raw(path) != null);
  }

  private static Cluster ours(String name) {
    Path folder = home().resolve("e2e/target/clusters");
    ControlPlane.sweepAbandoned(folder);
    Path binaries = Binaries.locate(SETTINGS.programs(), Progress::say);
    Progress.say("starting a control plane for the tests of this run: " + name);
    ControlPlane controlPlane =
        ControlPlane.start(
            folder.resolve(name + "-" + ProcessHandle.current().pid()), binaries, SETTINGS);
    Progress.say("it runs at " + controlPlane.apiServerUrl());
    return new Cluster(null, controlPlane, controlPlane.adminClient(), controlPlane.kubeconfig());
  }

  private static Cluster givenByHand(Path file) {
    Progress.say("using the cluster of " + KUBECONFIG_VARIABLE + "=" + file);
    return new Cluster(null, null, client(file), file);
  }

  private static KubernetesClient client(Path kubeconfig) {
    Config config = Config.fromKubeconfig(kubeconfig.toFile());
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /// A client for an administrator. Closed with the test run; do not close it.
  public KubernetesClient admin() {
    return admin;
  }

  /// The administrator's kubeconfig.
  public Path kubeconfig() {
    return kubeconfig;
  }

  /// The control plane behind it. Ends the test as skipped where the cluster was given by hand or
  /// is k3s: nothing there may be stopped, and its nodes are real.
  public ControlPlane controlPlane() {
    Assumptions.assumeTrue(
        controlPlane != null,
        "this test needs a control plane with fake nodes, which a cluster given by hand and k3s"
            + " are not");
    return Objects.requireNonNull(controlPlane);
  }

  /// The container in which it is. For clusters of [#startEmptyK3s()] alone.
  K3sInDocker k3s() {
    return Objects.requireNonNull(k3s, "this cluster is not k3s in Docker");
  }

  /// A kubeconfig with a fresh token of the operator's ServiceAccount, and nobody else's rights.
  public Path operatorKubeconfig() {
    return kubeconfigOf("nodesentinel");
  }

  /// The same for another ServiceAccount in the operator's namespace.
  Path kubeconfigOf(String serviceAccount) {
    Path file =
        home()
            .resolve("e2e/target/clusters")
            .resolve(
                serviceAccount
                    + "-"
                    + ProcessHandle.current().pid()
                    + "-"
                    + IDENTITIES.incrementAndGet()
                    + ".kubeconfig");
    return ServiceAccountIdentity.create(
            controlPlane(), admin, NAMESPACE, serviceAccount, Duration.ofHours(2), file)
        .kubeconfig();
  }

  /// Applies operator/manifests/rbac*.yaml: the operator has exactly the rights that it ships with.
  void applyRights() {
    apply(Path.of("operator/manifests/rbac.yaml"));
    apply(Path.of("operator/manifests/rbac-datastore.yaml"));
  }

  /// A kubeconfig with a fresh token of another ServiceAccount, and the rights that a file gives
  /// it.
  ///
  /// @param manifest from the root of the checkout
  public Path kubeconfigOf(String serviceAccount, Path manifest) {
    apply(manifest);
    return kubeconfigOf(serviceAccount);
  }

  /// Applies a file of YAML.
  ///
  /// @param manifest from the root of the checkout
  void applyFile(Path manifest) {
    apply(manifest);
  }

  private void apply(Path manifest) {
    Path file = home().resolve(manifest);
    try {
      Stream.of(Files.readString(file).split("(?m)^---$", -1))
          .map(text -> Serialization.unmarshal(text, GenericKubernetesResource.class))
          .forEach(object ->
              admin.resource(object).fieldManager("e2e").forceConflicts().serverSideApply());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The root of the checkout.
  static Path home() {
    return Path.of(System.getProperty("nodesentinel.home", "..")).toAbsolutePath().normalize();
  }

  @Override
  public void close() {
    admin.close();
    if (controlPlane != null) {
      controlPlane.close();
    }
    if (k3s != null) {
      k3s.close();
    }
  }
}
