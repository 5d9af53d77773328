package io.nodesentinel.e2e;

import static io.nodesentinel.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.nodesentinel.e2e.HelmUnderTest.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.builder.ImageFromDockerfile;

/// k3s in Docker: real pods of the image for the live loop, on its one real node. kwok plays the
/// kubelets of the nodes that things happen to.
final class InstalledOnK3s implements InstalledChart {
  private static final String REPOSITORY = "nodesentinel/nodesentinel";
  private static final String TAG = "e2e";

  private final Cluster cluster;
  private final HelmUnderTest helm;
  private final Scene scene;

  InstalledOnK3s() {
    cluster = Cluster.startEmptyK3s();
    try {
      cluster.k3s().load(image());
      startKwok();
    } catch (IOException e) {
      cluster.close();
      throw new UncheckedIOException(e);
    }
    helm = new HelmUnderTest(cluster);
    scene = Scene.openWhereKwokIs(cluster, "installed");
  }

  /// What the image is made of, which `make e2e-test-ci` has laid out.
  static Path staged() {
    return Cluster.home().resolve(".tiltbuild/operator");
  }

  private static Path image() throws IOException {
    Progress.say("building the image of the operator");
    String name =
        new ImageFromDockerfile(REPOSITORY + ":" + TAG, false)
            .withFileFromPath("Dockerfile", Cluster.home().resolve("tilt/Dockerfile"))
            .withFileFromPath("nodesentinel", staged().resolve("nodesentinel"))
            .withFileFromPath("lib", staged().resolve("lib"))
            .withFileFromPath("program", staged().resolve("program"))
            .get();
    Path tar = Cluster.home().resolve("e2e/target/operator-image.tar");
    try (InputStream saved = DockerClientFactory.instance().client().saveImageCmd(name).exec()) {
      Files.deleteIfExists(tar);
      Files.copy(saved, tar);
    }
    return tar;
  }

  private void startKwok() throws IOException {
    Path home = Cluster.home();
    String stages =
        Files.readString(home.resolve("e2e/src/main/resources/controlplane/kwok-stages.yaml"));
    cluster
        .admin()
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("kwok-stages")
                .withNamespace("kube-system")
                .endMetadata()
                .withData(Map.of("stages.yaml", stages))
                .build())
        .serverSideApply();
    cluster.applyFile(Path.of("tilt/kwok.yaml"));
    cluster
        .admin()
        .apps()
        .deployments()
        .inNamespace("kube-system")
        .withName("kwok-controller")
        .waitUntilReady(3, TimeUnit.MINUTES);
  }

  @Override
  public Cluster cluster() {
    return cluster;
  }

  @Override
  public HelmUnderTest helm() {
    return helm;
  }

  @Override
  public Scene scene() {
    return scene;
  }

  @Override
  public List<String> settings() {
    return List.of(
        "--set=image.repository=" + REPOSITORY,
        "--set=image.tag=" + TAG,
        "--set=image.pullPolicy=Never",
        // Not on the nodes that kwok plays.
        "--set-string=operator.nodeSelector.node-role\\.kubernetes\\.io/control-plane=true");
  }

  @Override
  public void awaitLeader() {
    eventually(
        "a running replica to hold the lease",
        () -> "lease of " + holder() + ", replicas " + replicas(),
        () -> assertThat(replicas()).anyMatch(name -> holder().contains(name)));
  }

  private String holder() {
    List<Lease> leases = cluster.admin().leases().inNamespace(Cluster.NAMESPACE).list().getItems();
    return leases.isEmpty() ? "" : String.valueOf(leases.getFirst().getSpec().getHolderIdentity());
  }

  private List<String> replicas() {
    return cluster
        .admin()
        .pods()
        .inNamespace(Cluster.NAMESPACE)
        .withLabel("app.kubernetes.io/component", "operator")
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .map((Pod pod) -> pod.getMetadata().getName())
        .toList();
  }

  @Override
  public Outcome helmWithHook(String job, String... arguments) {
    return helm.run(arguments);
  }

  @Override
  public void close() {
    cluster.close();
  }
}
