package io.nodesentinel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.nodesentinel.e2e.HelmUnderTest.Outcome;
import io.nodesentinel.e2e.controlplane.FakeNodes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A control plane of our own, where no kubelet runs an image: what one of the chart's Pods says is
/// run from source, under its account.
final class InstalledOnControlPlane implements InstalledChart {
  private final Cluster cluster;
  private final HelmUnderTest helm;
  private final Scene scene;
  private @Nullable OperatorUnderTest operator;

  InstalledOnControlPlane(String name) {
    cluster = Cluster.startEmpty(name);
    helm = new HelmUnderTest(cluster);
    // Where the Pods of the chart are; what happens to nodes happens to those of the scene.
    FakeNodes.create(cluster.admin(), 2);
    scene = Scene.open(cluster, "installed");
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
        // The Pods of hooks stay until what they ask for has run.
        "--set-string=operator.podAnnotations.nodesentinel\\.io/test-complete-after=1h",
        "--set-string=operator.nodeSelector.kubernetes\\.io/os=linux");
  }

  @Override
  public void awaitLeader() {
    stop();
    ChartedPod pod = ChartedPod.of(cluster.admin(), replicas().getFirst());
    assertThat(pod.arguments().getFirst()).isEqualTo("operator");
    operator =
        OperatorUnderTest.start(
            cluster.kubeconfigOf(pod.serviceAccount()),
            "installed",
            pod.environment(),
            pod.options());
  }

  @Override
  public Outcome helmWithHook(String job, String... arguments) {
    if (arguments[0].equals("uninstall")) {
      // The hook ends the replicas; ours is the one that runs.
      stop();
    }
    return helm.runWithHook(job, arguments);
  }

  private List<Pod> replicas() {
    return cluster
        .admin()
        .pods()
        .inNamespace(Cluster.NAMESPACE)
        .withLabel("app.kubernetes.io/component", "operator")
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  private void stop() {
    if (operator != null) {
      operator.close();
    }
  }

  @Override
  public void close() {
    stop();
    cluster.close();
  }
}
