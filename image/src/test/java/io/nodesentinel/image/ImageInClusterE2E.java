package io.nodesentinel.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nodesentinel.e2e.controlplane.Binaries;
import io.nodesentinel.e2e.controlplane.ControlPlane;
import io.nodesentinel.e2e.controlplane.ControlPlaneSettings;
import io.nodesentinel.e2e.controlplane.NoToolchainException;
import io.nodesentinel.e2e.local.Installation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The image's operator on a real API server, found as a pod finds its cluster: by the environment
/// and the files of its service account.
class ImageInClusterE2E {
  private static final String ACCOUNT = "/run/secrets/kubernetes.io/serviceaccount/";
  private static final String NODE = "node-0003";

  @TempDir private Path folder;

  @Test
  void it_cordons_a_node_for_a_fault_and_releases_it_when_it_is_well() throws Exception {
    Container container = BuiltImage.container();
    Path examples = Checkout.root().resolve("examples");
    try (ControlPlane controlPlane = controlPlane();
        KubernetesClient admin = controlPlane.adminClient()) {
      Installation.install(admin);
      Installation.apply(admin, examples.resolve("quarantine-policy-fatal.yaml"));
      account(container, controlPlane, admin);
      URI server = URI.create(controlPlane.apiServerUrl());
      Path out = folder.resolve("out");
      Process operator =
          container.start(
              Map.of(
                  "KUBERNETES_SERVICE_HOST",
                  server.getHost(),
                  "KUBERNETES_SERVICE_PORT",
                  Integer.toString(server.getPort()),
                  "JDK_JAVA_OPTIONS",
                  "-XX:AOTMode=on -Xmx128m"),
              out,
              folder.resolve("err"),
              "operator",
              "--bind-address=127.0.0.1",
              "--port=0",
              "--max-unavailable=50%");
      try {
        Installation.apply(admin, examples.resolve("health-event-fault.yaml"));
        await(admin, node -> Boolean.TRUE.equals(node.getSpec().getUnschedulable()), out);
        Installation.apply(admin, examples.resolve("health-event-healthy.yaml"));
        await(admin, node -> !Boolean.TRUE.equals(node.getSpec().getUnschedulable()), out);
        operator.destroy();
        assertThat(operator.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(operator.exitValue()).as(Files.readString(out)).isZero();
      } finally {
        operator.destroyForcibly();
        FileTree.delete(container.file("/run/secrets"));
      }
    }
  }

  private static ControlPlane controlPlane() {
    ControlPlaneSettings settings = ControlPlaneSettings.full().withFakeNodes(5);
    Path clusters = Checkout.target().resolve("clusters");
    ControlPlane.sweepAbandoned(clusters);
    try {
      Path binaries = Binaries.locate(settings.programs(), System.err::println);
      return ControlPlane.start(
          clusters.resolve("run-" + ProcessHandle.current().pid()), binaries, settings);
    } catch (NoToolchainException none) {
      return Assumptions.abort("The image is not run on a real API server: " + none.getMessage());
    }
  }

  /// What the kubelet mounts into a pod.
  private static void account(
      Container container, ControlPlane controlPlane, KubernetesClient admin) throws IOException {
    String token =
        admin
            .serviceAccounts()
            .inNamespace(Installation.NAME)
            .withName(Installation.NAME)
            .tokenRequest(
                new TokenRequestBuilder()
                    .withNewSpec()
                    .withExpirationSeconds(Duration.ofHours(1).toSeconds())
                    .endSpec()
                    .build())
            .getStatus()
            .getToken();
    Files.createDirectories(container.file(ACCOUNT));
    Files.writeString(container.file(ACCOUNT + "token"), token);
    Files.writeString(container.file(ACCOUNT + "ca.crt"), controlPlane.caBundlePem());
    Files.writeString(container.file(ACCOUNT + "namespace"), Installation.NAME);
  }

  private static void await(KubernetesClient admin, Predicate<Node> wanted, Path log)
      throws IOException {
    try {
      admin
          .nodes()
          .withName(NODE)
          .waitUntilCondition(node -> node != null && wanted.test(node), 60, TimeUnit.SECONDS);
    } catch (RuntimeException late) {
      throw new AssertionError(
          "the node did not get there; the operator said:\n" + Files.readString(log), late);
    }
  }
}
