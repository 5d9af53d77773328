package io.nodesentinel.e2e;

import static io.nodesentinel.crds.DatastoreStatus.CERTIFICATE_READY;
import static io.nodesentinel.e2e.DatastoreObjects.CLIENT;
import static io.nodesentinel.e2e.DatastoreObjects.SERVER;
import static io.nodesentinel.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.certmanager.api.model.v1.Issuer;
import io.fabric8.certmanager.api.model.v1.IssuerBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.nodesentinel.crds.ConditionStatus;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every form of key that cert-manager writes, certificates that live for seconds, and issuers by
/// reference: all of it in one operator process.
@ExtendWith(RealCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("long")
class CertificateFormsE2E {
  private Scene scene;
  private CertManager certManager;
  private CertificateScene datastore;
  private OperatorUnderTest operator;
  private Kubelet kubelet;
  private Documents documents;
  private long pid;
  private Cluster cluster;

  @BeforeAll
  void begin(Cluster shared) throws IOException {
    cluster = shared;
    scene = Scene.open(cluster, "certificate-forms");
    scene.fatalPolicy();
    certManager = CertManager.of(cluster);
    certManager.installTypes();
    certManager.start();
    datastore = new CertificateScene(cluster);
    datastore.datastore("{trustOverlap: 10s}", true);
    kubelet = Kubelet.of(datastore);
    operator = OperatorUnderTest.start(cluster, "certificate-forms", "--datastore=nodesentinel");
    pid = operator.pid();
    datastore.awaitAllGood();
    documents = Documents.about(scene.node(), datastore.postgres);
  }

  @AfterAll
  void end() {
    if (documents != null) {
      documents.close();
    }
    if (operator != null) {
      operator.close();
    }
    if (kubelet != null) {
      kubelet.close();
    }
    if (datastore != null) {
      datastore.close();
    }
    if (certManager != null) {
      certManager.close();
    }
    if (scene != null) {
      scene.close();
    }
  }

  @ParameterizedTest
  @Order(1)
  @CsvSource({
    "RSA, PKCS8, BEGIN PRIVATE KEY",
    "ECDSA, PKCS1, BEGIN EC PRIVATE KEY",
    "ECDSA, PKCS8, BEGIN PRIVATE KEY",
    "RSA, PKCS1, BEGIN RSA PRIVATE KEY"
  })
  void keys_of_every_form_work(String algorithm, String encoding, String header) {
    int since = operator.logLines().size();
    datastore.datastore(
        "{trustOverlap: 10s, privateKey: {algorithm: %s, encoding: %s}}"
            .formatted(algorithm, encoding),
        true);
    renewInForm(CLIENT, algorithm, encoding);
    renewInForm(SERVER, algorithm, encoding);
    eventually(
        Duration.ofSeconds(60),
        "keys that begin with " + header,
        operator::describe,
        () -> {
          assertThat(datastore.part(CLIENT, "tls.key")).contains(header);
          assertThat(datastore.part(SERVER, "tls.key")).contains(header);
        });
    datastore.awaitInUse(operator);
    datastore.awaitAllGood();
    assertNothingFailed(since);
  }

  /// cert-manager itself takes another encoding for no reason to issue anything.
  private void renewInForm(String name, String algorithm, String encoding) {
    eventually(
        "Certificate " + name + " to ask for another form of key",
        operator::describe,
        () -> {
          var key = certManager.certificate(name).getSpec().getPrivateKey();
          assertThat(key.getAlgorithm()).isEqualTo(algorithm);
          assertThat(key.getEncoding()).isEqualTo(encoding);
        });
    certManager.renew(name);
  }

  private void assertNothingFailed(int since) {
    assertThat(operator.isRunning()).isTrue();
    assertThat(operator.pid()).isEqualTo(pid);
    assertThat(operator.logLines().stream().skip(since))
        .noneMatch(line -> line.contains("cannot be read"));
  }

  /// Such durations are refused by cert-manager's webhook, which is not here.
  @Test
  @Order(2)
  void certificates_that_live_for_seconds_are_renewed_under_load() {
    int since = operator.logLines().size();
    datastore.datastore("{trustOverlap: 10s, duration: 30s, renewBefore: 18s}", true);
    String seen = datastore.serialNumber(CLIENT);
    int documentsBefore = documents.inserted();
    for (int renewal = 0; renewal < 5; renewal++) {
      String last = seen;
      eventually(
          Duration.ofSeconds(60),
          "a renewed certificate",
          operator::describe,
          () -> assertThat(datastore.serialNumber(CLIENT)).isNotEqualTo(last));
      seen = datastore.serialNumber(CLIENT);
    }
    assertNothingFailed(since);
    Progress.say(
        "5 renewals, %d documents judged meanwhile"
            .formatted(documents.inserted() - documentsBefore));
    datastore.datastore("{trustOverlap: 10s}", true);
    datastore.awaitInUse(operator);
    datastore.awaitAllGood();
  }

  @Test
  @Order(3)
  void an_issuer_that_is_not_there_or_not_ready_is_named_and_the_old_certificates_stay() {
    int since = operator.logLines().size();
    String before = datastore.serialNumber(CLIENT);
    datastore.datastore("{trustOverlap: 10s, issuerRef: {name: mine}}", true);
    datastore.await(
        CERTIFICATE_READY, ConditionStatus.False, "IssuerMissing", "There is no Issuer mine");
    issuer("mine", "not-there-yet");
    datastore.await(CERTIFICATE_READY, ConditionStatus.False, "IssuerNotReady", "not-there-yet");
    assertThat(datastore.postgres.serialNumbersInUse()).containsExactly(before);
    assertNothingFailed(since);
  }

  @Test
  @Order(4)
  void another_issuer_takes_over_without_a_failed_request() {
    int since = operator.logLines().size();
    String before = datastore.serialNumber(SERVER);
    // A second authority: that of the first, under a name of its own, would be the same.
    certManager.selfSignedAuthority("mine-ca");
    issuer("mine", "mine-ca");
    eventually(
        Duration.ofSeconds(90),
        "both certificates to come from the other issuer",
        () -> String.valueOf(datastore.status()) + operator.describe(),
        () -> {
          assertThat(datastore.serialNumber(SERVER)).isNotEqualTo(before);
          assertThat(isSignedBy(datastore.leaf(CLIENT), datastore.leaf("mine-ca"))).isTrue();
          assertThat(isSignedBy(datastore.leaf(SERVER), datastore.leaf("mine-ca"))).isTrue();
        });
    datastore.awaitInUse(operator);
    datastore.awaitAllGood();
    eventually(
        Duration.ofSeconds(60),
        "only the new authority to be trusted",
        () -> String.valueOf(datastore.trusted()),
        () -> assertThat(datastore.trusted()).containsExactly(datastore.leaf("mine-ca")));
    datastore.awaitAllGood();
    assertNothingFailed(since);
  }

  @Test
  @Order(5)
  void a_restart_of_the_operator_in_the_middle_of_a_change_of_authority_is_survived() {
    datastore.deleteSecret("mine-ca");
    operator.kill9();
    operator.restart();
    pid = operator.pid();
    certManager.renew(CLIENT);
    datastore.awaitAllGood();
  }

  @Test
  @Order(6)
  void another_connection_begins_anew() {
    datastore.datastore("{trustOverlap: 10s}", true);
    datastore.awaitAllGood();
    cluster
        .admin()
        .resource(datastore.datastore())
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\":{\"options\":{\"maxConnections\":7}}}");
    eventually(
        "the process to end", operator::describe, () -> assertThat(operator.isRunning()).isFalse());
    assertThat(operator.exitValue()).isEqualTo(1);
    operator.restart();
    datastore.awaitAllGood();
  }

  private void issuer(String name, String secret) {
    Issuer issuer =
        new IssuerBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(Cluster.NAMESPACE)
            .endMetadata()
            .withNewSpec()
            .withNewCa()
            .withSecretName(secret)
            .endCa()
            .endSpec()
            .build();
    cluster.admin().resource(issuer).fieldManager("kubectl").forceConflicts().serverSideApply();
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
