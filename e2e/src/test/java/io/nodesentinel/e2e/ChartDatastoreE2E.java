package io.nodesentinel.e2e;

import static io.nodesentinel.crds.DatastoreStatus.CERTIFICATE_READY;
import static io.nodesentinel.crds.DatastoreStatus.CONNECTED;
import static io.nodesentinel.e2e.DatastoreObjects.CLIENT;
import static io.nodesentinel.e2e.DatastoreObjects.SERVER;
import static io.nodesentinel.e2e.Eventually.eventually;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nodesentinel.crds.CertificateRole;
import io.nodesentinel.crds.ConditionStatus;
import io.nodesentinel.crds.Datastore;
import io.nodesentinel.e2e.controlplane.FakeNodes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/// The life of an installation with the built-in PostgreSQL: the real helm, cert-manager's real
/// controllers, and a real server with the chart's own settings.
///
/// The kubelets are fake. What the Pods say of operator and hooks is run from source under the
/// chart's rights; what they say of the server, by [ChartedPostgres]; the Service is played by
/// [ServiceInFront]. The image and the container that has the server read its files again are not
/// run.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ChartDatastoreE2E {
  private static final String HOST = "nodesentinel-postgresql.nodesentinel.svc";
  private static final int PORT = 5432;

  private Cluster cluster;
  private KubernetesClient admin;
  private HelmUnderTest helm;
  private String chart;
  private Scene scene;
  private CertManager certManager;
  private DatastoreObjects datastore;
  private ServiceInFront service;
  private TestNode node;
  private @Nullable OperatorUnderTest operator;
  private @Nullable ChartedPostgres postgres;

  @BeforeAll
  void begin() throws IOException {
    cluster = Cluster.startEmpty("chart-datastore");
    admin = cluster.admin();
    service = new ServiceInFront(HOST, PORT);
    helm = new HelmUnderTest(cluster, service.environment());
    chart = helm.packaged().toString();
    certManager = CertManager.of(cluster);
    certManager.installTypes();
    certManager.start();
    datastore = new DatastoreObjects(admin);
    // Where the Pods of the chart are; what happens to nodes happens to that of the scene.
    FakeNodes.create(admin, 2);
    scene = Scene.open(cluster, "chart-datastore");
    node = scene.node();
    admin
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(Cluster.NAMESPACE)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build())
        .create();
  }

  @AfterAll
  void end() throws IOException {
    if (operator != null) {
      operator.close();
    }
    if (service != null) {
      service.close();
    }
    if (postgres != null) {
      postgres.close();
    }
    if (certManager != null) {
      certManager.stop();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  @Order(1)
  void theInstalledOperatorOrdersTheCertificatesOfItsDatastoreBeforeThereIsAServer() {
    List<String> command =
        new ArrayList<>(
            List.of(
                "install",
                "nodesentinel",
                chart,
                "--namespace=" + Cluster.NAMESPACE,
                "--wait",
                "--values=" + HelmUnderTest.chart().resolve("values-postgresql.yaml"),
                "--set=postgresql.persistence.enabled=false"));
    command.addAll(ChartE2E.SETTINGS);
    helm.run(command.toArray(String[]::new)).orFail();
    assertThat(pods("postgresql")).as("the level restricted allows the server's Pod").hasSize(1);
    scene.fatalPolicy();

    start();

    datastore.await(CERTIFICATE_READY, ConditionStatus.True, "InUse");
    datastore.await(CONNECTED, ConditionStatus.False, "ConnectionFailed");
    assertThat(datastore.leaf(SERVER).toString()).contains(HOST);
  }

  @Test
  @Order(2)
  void theOperatorConnectsToTheServerOfTheChartAndActsOnADocument() throws IOException {
    ChartedPostgres started = new ChartedPostgres(admin);
    postgres = started;
    service.leadTo(started.port());

    datastore.awaitAllGood();

    assertThat(started.sessions())
        .containsExactly(List.of("nodesentinel", "t", "/CN=nodesentinel"));
    Documents.insert(started, node.name());
    node.awaitQuarantined();
  }

  @Test
  @Order(3)
  void theServerOfTheChartLetsNobodyInWithoutACertificate() {
    String url =
        "jdbc:postgresql://127.0.0.1:%d/nodesentinel?user=nodesentinel&sslmode="
            .formatted(requireNonNull(postgres).port());

    assertThatThrownBy(() -> Sql.run(url + "require", "SELECT 1"))
        .hasMessageContaining("connection requires a valid client certificate");
    assertThatThrownBy(() -> Sql.run(url + "disable", "SELECT 1"))
        .hasMessageContaining("no pg_hba.conf entry");
  }

  @Test
  @Order(4)
  void renewedCertificatesAreTakenUpByBothSides() {
    String client = datastore.serialNumber(CLIENT);
    String server = datastore.serialNumber(SERVER);
    certManager.renew(CLIENT);
    certManager.renew(SERVER);
    eventually(
        "both to be issued again",
        () -> String.valueOf(datastore.status()),
        () -> {
          assertThat(datastore.serialNumber(CLIENT)).isNotEqualTo(client);
          assertThat(datastore.serialNumber(SERVER)).isNotEqualTo(server);
        });
    requireNonNull(postgres).refresh();

    eventually(
        "the renewed certificate to be in use",
        () -> String.valueOf(datastore.status()),
        () ->
            assertThat(datastore.certificate(CertificateRole.Client).serialNumber())
                .isEqualTo(datastore.serialNumber(CLIENT)));
    datastore.awaitAllGood();
  }

  @Test
  @Tag("long")
  @Order(5)
  void anotherSettingOfTheDatabaseComesByAnUpgradeAndANewProcess() {
    OperatorUnderTest before = requireNonNull(operator);

    helm.runWithHook(
            "nodesentinel-crds",
            "upgrade",
            "nodesentinel",
            chart,
            "--namespace=" + Cluster.NAMESPACE,
            "--reset-then-reuse-values",
            "--set=global.datastore.options.maxConnections=7",
            "--wait")
        .orFail();

    eventually(
        "the process to end", before::describe, () -> assertThat(before.isRunning()).isFalse());
    start();
    datastore.awaitAllGood();
  }

  @Test
  @Tag("long")
  @Order(6)
  void uninstallingReleasesWhatADocumentTookOutAndKeepsTheSecrets() {
    requireNonNull(operator).close();

    helm.runWithHook(
            "nodesentinel-release",
            "uninstall",
            "nodesentinel",
            "--namespace=" + Cluster.NAMESPACE,
            "--wait")
        .orFail();

    assertThat(node.state()).isEqualTo(NodeState.untouched());
    assertThat(admin.resources(Datastore.class).inNamespace(Cluster.NAMESPACE).list().getItems())
        .isEmpty();
    assertThat(datastore.secret(CLIENT)).as("cert-manager keeps Secrets").isNotNull();
    assertThat(admin.rbac().roles().inNamespace(Cluster.NAMESPACE).list().getItems()).isEmpty();
  }

  /// What the Pods of the chart say, as a process of ours, beside nobody.
  private void start() {
    ChartedPod pod = ChartedPod.of(admin, pods("operator").getFirst());
    assertThat(pod.arguments()).contains("--datastore=nodesentinel");
    Map<String, String> environment = new HashMap<>(pod.environment());
    environment.putAll(service.environment());
    operator =
        OperatorUnderTest.start(
            cluster.kubeconfigOf(pod.serviceAccount()),
            "chart-datastore",
            environment,
            pod.options());
  }

  private List<Pod> pods(String component) {
    return admin
        .pods()
        .inNamespace(Cluster.NAMESPACE)
        .withLabel("app.kubernetes.io/component", component)
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }
}
