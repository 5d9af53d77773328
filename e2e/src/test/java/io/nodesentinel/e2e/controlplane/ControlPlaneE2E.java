package io.nodesentinel.e2e.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The real programs, started once for the tests here.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControlPlaneE2E {
  private static final ControlPlaneSettings SETTINGS = ControlPlaneSettings.full().withFakeNodes(4);

  private ControlPlane controlPlane;
  private KubernetesClient admin;

  @BeforeAll
  void start(@TempDir Path folder) {
    Path binaries = Binaries.locate(SETTINGS.programs(), System.err::println);
    controlPlane = ControlPlane.start(folder.resolve("state"), binaries, SETTINGS);
    admin = controlPlane.adminClient();
  }

  @AfterAll
  void closingLeavesNoProcess() {
    Collection<Long> pids = controlPlane.pids().values();
    admin.close();
    controlPlane.close();

    assertThat(pids).hasSize(5);
    assertThat(pids.stream().flatMap(pid -> ProcessHandle.of(pid).stream()))
        .noneMatch(Processes::isRunning);
  }

  @Test
  void fakeNodesAreReadyAndInThreeZones() {
    List<Node> nodes = admin.nodes().withLabelSelector(FakeNodes.SELECTOR).list().getItems();

    assertThat(nodes)
        .filteredOn(node -> node.getMetadata().getName().matches("node-000[0-3]"))
        .hasSize(4)
        .allMatch(FakeNodes::isReady)
        .extracting(node -> node.getMetadata().getLabels().get("topology.kubernetes.io/zone"))
        .containsExactly("z0", "z1", "z2", "z0");
    assertThat(nodes).allMatch(node -> systemUuid(node).isEmpty());
  }

  @Test
  void aFakeNodeHasTheMachineIdentityItIsGiven() {
    Node made =
        new NodeBuilder(FakeNodes.node("replaced-machine", "z0"))
            .editMetadata()
            .addToAnnotations("nodesentinel.io/test-system-uuid", "0c5f")
            .endMetadata()
            .build();
    try {
      admin.resource(made).create();
      Node ready =
          admin
              .nodes()
              .withName("replaced-machine")
              .waitUntilCondition(n -> n != null && FakeNodes.isReady(n), 20, TimeUnit.SECONDS);
      assertThat(systemUuid(ready)).isEqualTo("0c5f");
    } finally {
      admin.resource(made).delete();
    }
  }

  @Test
  void aPodTakesAsLongToStartAndToGoAsItsAnnotationsSay() {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("slow")
            .withNamespace("default")
            .addToAnnotations("nodesentinel.io/test-ready-after", "2s")
            .addToAnnotations("nodesentinel.io/test-terminate-after", "2s")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("main")
            .withImage("example.invalid/main")
            .endContainer()
            .endSpec()
            .build();
    long begin = System.nanoTime();
    admin.resource(pod).create();
    admin.resource(pod).waitUntilCondition(Readiness::isPodReady, 20, TimeUnit.SECONDS);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(2));

    begin = System.nanoTime();
    admin.resource(pod).delete();
    admin.resource(pod).waitUntilCondition(Objects::isNull, 20, TimeUnit.SECONDS);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(2));
  }

  @Test
  void aServiceAccountHasTheRightsThatItWasGivenAndNoOthers(@TempDir Path folder) throws Exception {
    admin
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withName("nobody")
                .withNamespace("default")
                .endMetadata()
                .build())
        .create();

    ServiceAccountIdentity identity =
        ServiceAccountIdentity.create(
            controlPlane,
            admin,
            "default",
            "nobody",
            Duration.ofMinutes(10),
            folder.resolve("kubeconfig"));

    assertThat(identity.expires()).isAfter(Instant.now().plusSeconds(500));
    Config config = Config.fromKubeconfig(Files.readString(identity.kubeconfig()));
    try (KubernetesClient nobody = new KubernetesClientBuilder().withConfig(config).build()) {
      assertThat(nobody.raw("/readyz")).isEqualTo("ok");
      assertThatThrownBy(() -> nobody.nodes().list())
          .isInstanceOf(KubernetesClientException.class)
          .hasMessageContaining("system:serviceaccount:default:nobody");
    }
  }

  @Test
  void anApiServerThatWasRestartedHasItsAddressAndItsDataAgain() {
    String address = controlPlane.apiServerUrl();
    Long before = controlPlane.pids().get(Program.KUBE_APISERVER);

    controlPlane.restartApiServer();

    assertThat(controlPlane.apiServerUrl()).isEqualTo(address);
    assertThat(controlPlane.pids().get(Program.KUBE_APISERVER)).isNotEqualTo(before);
    assertThat(admin.nodes().withName(FakeNodes.name(0)).get()).isNotNull();
  }

  private static String systemUuid(Node node) {
    return node.getStatus().getNodeInfo().getSystemUUID();
  }
}
