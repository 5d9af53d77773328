package io.nodesentinel.e2e;

import static io.nodesentinel.crds.DatastoreStatus.CERTIFICATE_READY;
import static io.nodesentinel.crds.DatastoreStatus.CONNECTED;
import static io.nodesentinel.e2e.DatastoreObjects.AUTHORITY;
import static io.nodesentinel.e2e.DatastoreObjects.CLIENT;
import static io.nodesentinel.e2e.DatastoreObjects.SERVER;
import static io.nodesentinel.e2e.Eventually.eventually;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.CertificateRole;
import io.nodesentinel.crds.ConditionStatus;
import io.nodesentinel.datastore.certificates.RevocationList;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/// The life of the certificates between the operator and the built-in PostgreSQL, with
/// cert-manager's real issuing controllers and a real server that demands a client certificate. One
/// operator process from the first chapter to the last, and a monitor that inserts documents all
/// the time.
@ExtendWith(RealCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CertificateStoryE2E {
  private Scene scene;
  private CertManager certManager;
  private CertificateScene datastore;
  private OperatorUnderTest operator;
  private @Nullable Kubelet kubelet;
  private @Nullable Documents documents;
  private long pid;

  @BeforeAll
  void begin(Cluster cluster) throws IOException {
    scene = Scene.open(cluster, "certificates");
    certManager = CertManager.of(cluster);
    scene.fatalPolicy();
    datastore = new CertificateScene(cluster);
    datastore.datastore("{trustOverlap: 5s}", true);
    operator = OperatorUnderTest.start(cluster, "certificates", "--datastore=nodesentinel");
    pid = operator.pid();
  }

  @AfterAll
  void end() {
    close(documents);
    close(operator);
    close(kubelet);
    close(datastore);
    close(certManager);
    close(scene);
  }

  private static void close(@Nullable AutoCloseable part) {
    try {
      if (part != null) {
        part.close();
      }
    } catch (Exception odd) {
      throw new IllegalStateException(odd);
    }
  }

  /// Neither a restart nor a request that failed since a line of the log.
  private void assertNothingFailed(int since) {
    assertThat(operator.isRunning()).isTrue();
    assertThat(operator.pid()).isEqualTo(pid);
    assertThat(operator.logLines().stream().skip(since))
        .noneMatch(line -> line.contains("cannot be read"))
        .noneMatch(line -> line.contains("\"level\":\"ERROR\""));
    assertThat(operator.metric("nodesentinel_datastore_known")).hasValue(1);
  }

  private int linesSoFar() {
    return operator.logLines().size();
  }

  @Test
  @Order(1)
  void without_cert_manager_it_says_what_to_install_and_objects_still_work() {
    datastore.await(
        CERTIFICATE_READY,
        ConditionStatus.False,
        "CertManagerMissing",
        "cert-manager is not installed");
    datastore.await(CONNECTED, ConditionStatus.False, "WaitingForCertificates");
    TestNode node = scene.node();
    node.report(Report.fatal("GpuXidError"));
    node.awaitQuarantined();
  }

  @Test
  @Order(2)
  void without_its_controller_it_says_who_has_to_run() {
    certManager.installTypes();
    datastore.await(
        CERTIFICATE_READY,
        ConditionStatus.False,
        "IssuerNotReady",
        "Issuer nodesentinel-selfsigned is not ready",
        "does its controller run?");
  }

  @Test
  @Order(3)
  void certificates_are_issued_for_client_and_server_and_the_operator_connects_with_its_own() {
    certManager.start();
    kubelet = Kubelet.of(datastore);

    datastore.awaitAllGood();

    X509Certificate client = datastore.leaf(CLIENT);
    assertThat(client.getSubjectX500Principal().getName()).isEqualTo("CN=" + TlsPostgres.USER);
    assertThat(datastore.serialNumber(CLIENT))
        .isEqualTo(datastore.certificate(CertificateRole.Client).serialNumber());
    assertThat(datastore.certificate(CertificateRole.Client).notAfter())
        .isEqualTo(client.getNotAfter().toInstant());
    assertThat(datastore.certificate(CertificateRole.Server).notAfter())
        .isEqualTo(datastore.leaf(SERVER).getNotAfter().toInstant());
    assertThat(datastore.certificate(CertificateRole.Authority).secretName()).isEqualTo(AUTHORITY);
    assertThat(datastore.status().serverVersion()).startsWith("PostgreSQL ");
    assertThat(datastore.status().schemaVersion()).isNotEmpty();
    assertThat(datastore.status().lag()).isEqualTo("0s");
    assertThat(datastore.part(CLIENT, "tls.key"))
        .as("cert-manager's default, PKCS #1")
        .startsWith("-----BEGIN RSA PRIVATE KEY-----");
    datastore.awaitInUse(operator);
    TestNode node = scene.node();
    documents = Documents.about(node, datastore.postgres);
    node.awaitQuarantined();
  }

  @Test
  @Order(4)
  void a_renewed_client_certificate_is_taken_into_use_without_a_failed_request() {
    int since = linesSoFar();
    String before = datastore.serialNumber(CLIENT);
    certManager.renew(CLIENT);
    awaitAnother(CLIENT, before);

    datastore.awaitInUse(operator);
    datastore.awaitAllGood();
    assertNothingFailed(since);
  }

  @Test
  @Order(5)
  void a_deleted_secret_is_issued_again_without_a_failed_request() {
    int since = linesSoFar();
    String before = datastore.serialNumber(CLIENT);
    datastore.deleteSecret(CLIENT);
    awaitAnother(CLIENT, before);

    datastore.awaitInUse(operator);
    datastore.awaitAllGood();
    assertNothingFailed(since);
  }

  @Test
  @Order(6)
  void a_renewed_server_certificate_goes_unnoticed() {
    int since = linesSoFar();
    String before = datastore.serialNumber(SERVER);
    certManager.renew(SERVER);
    awaitAnother(SERVER, before);
    awaitMounted();
    // So that every connection is made anew.
    String client = datastore.serialNumber(CLIENT);
    certManager.renew(CLIENT);
    awaitAnother(CLIENT, client);

    datastore.awaitInUse(operator);
    datastore.awaitAllGood();
    assertNothingFailed(since);
  }

  @Test
  @Order(7)
  void a_secret_edited_to_nonsense_leaves_the_last_good_certificate_in_use_and_says_so() {
    // Who would put it right at once.
    certManager.stop();
    int since = linesSoFar();
    String good = datastore.serialNumber(CLIENT);
    String certificate = datastore.part(CLIENT, "tls.crt");
    try {
      datastore.writeSecret(CLIENT, Map.of("tls.crt", certificate, "tls.key", "nonsense"));

      datastore.await(
          CERTIFICATE_READY,
          ConditionStatus.False,
          "LastGoodInUse",
          "there is no PRIVATE KEY",
          "serial number " + good);
      datastore.await(CONNECTED, ConditionStatus.True, "Answers");
      assertThat(datastore.postgres.serialNumbersInUse()).containsExactly(good);
      assertThat(String.valueOf(datastore.status())).doesNotContain("nonsense");
      assertNothingFailed(since);
    } finally {
      certManager.start();
    }
    awaitAnother(CLIENT, good);
    datastore.awaitInUse(operator);
    datastore.awaitAllGood();
    assertNothingFailed(since);
  }

  @Test
  @Order(8)
  void another_authority_takes_the_place_of_the_old_one_without_a_failed_request() {
    int since = linesSoFar();
    int documentsBefore = requireNonNull(documents).inserted();
    X509Certificate old = datastore.leaf(AUTHORITY);
    String client = datastore.serialNumber(CLIENT);
    String server = datastore.serialNumber(SERVER);

    datastore.deleteSecret(AUTHORITY);

    awaitAnother(AUTHORITY, old.getSerialNumber().toString(16));
    awaitAnother(CLIENT, client);
    awaitAnother(SERVER, server);
    datastore.awaitInUse(operator);
    X509Certificate now = datastore.leaf(AUTHORITY);
    assertThat(now.getPublicKey()).isNotEqualTo(old.getPublicKey());
    eventually(
        Duration.ofSeconds(90),
        "only the new authority to be trusted",
        () -> String.valueOf(datastore.trusted()),
        () -> assertThat(datastore.trusted()).containsExactly(now));
    awaitMounted();
    assertThat(isSignedBy(datastore.leaf(CLIENT), now)).isTrue();
    assertThat(isSignedBy(datastore.leaf(SERVER), now)).isTrue();
    datastore.awaitAllGood();
    assertNothingFailed(since);
    assertThat(requireNonNull(documents).inserted()).isGreaterThan(documentsBefore);
  }

  @Test
  @Order(9)
  void a_revoked_certificate_is_refused_with_the_reason_in_the_status_and_another_one_works() {
    X509Certificate revoked = datastore.leaf(CLIENT);
    datastore.postgres.revoke(
        RevocationList.of(
            datastore.leaf(AUTHORITY), datastore.part(AUTHORITY, "tls.key"), revoked));
    datastore.postgres.cutSessions();

    datastore.await(CONNECTED, ConditionStatus.False, "NotAnswering", "revoked");

    certManager.renew(CLIENT);
    datastore.awaitAllGood();
    assertThat(operator.pid()).isEqualTo(pid);
    datastore.awaitInUse(operator);
    datastore.postgres.forgetRevocations();
  }

  private void awaitAnother(String secret, String serialNumber) {
    eventually(
        Duration.ofSeconds(90),
        "another certificate in Secret " + secret,
        () -> operator.describe(),
        () -> {
          assertThat(datastore.secret(secret)).isNotNull();
          assertThat(datastore.part(secret, "tls.crt")).isNotEmpty();
          assertThat(datastore.serialNumber(secret)).isNotEqualTo(serialNumber);
        });
  }

  private void awaitMounted() {
    eventually(
        "what the server mounts to have reached it",
        () -> String.valueOf(datastore.trusted()),
        () -> assertThat(datastore.isMounted()).isTrue());
  }

  private static boolean isSignedBy(X509Certificate leaf, X509Certificate authority) {
    try {
      leaf.verify(authority.getPublicKey());
      return true;
    } catch (GeneralSecurityException another) {
      return false;
    }
  }
}
