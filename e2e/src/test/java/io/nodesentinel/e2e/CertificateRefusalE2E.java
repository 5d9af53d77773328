package io.nodesentinel.e2e;

import static io.nodesentinel.crds.DatastoreStatus.CERTIFICATE_READY;
import static io.nodesentinel.crds.DatastoreStatus.CONNECTED;
import static io.nodesentinel.e2e.DatastoreObjects.CLIENT;

import io.nodesentinel.crds.ConditionStatus;
import io.nodesentinel.datastore.certificates.Authority;
import io.nodesentinel.datastore.certificates.Issued;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Certificates that a real PostgreSQL refuses, in a Secret that somebody else keeps, and what the
/// status says of them. After each, the right one is put into the Secret and works without a
/// restart.
@ExtendWith(RealCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class CertificateRefusalE2E {
  private static final String GIVEN =
      "{source: Secret, secretName: %s}".formatted(DatastoreObjects.CLIENT);

  @TempDir static Path folder;

  private final Authority ours = new Authority("ours");
  private final Authority foreign = new Authority("foreign");
  private Cluster cluster;
  private CertificateScene datastore;
  private @Nullable OperatorUnderTest operator;

  @BeforeAll
  void begin(Cluster shared) throws IOException {
    cluster = shared;
    cluster.controlPlane();
    datastore = new CertificateScene(cluster);
    mountServer(ours.server("localhost"));
    datastore.datastore(GIVEN, false);
  }

  @AfterEach
  void stop() {
    if (operator != null) {
      operator.close();
    }
  }

  @AfterAll
  void end() {
    if (datastore != null) {
      datastore.close();
    }
  }

  private void mountServer(Issued server) {
    write(server, ours);
    datastore.postgres.mount(text("tls.crt"), text("tls.key"), text("ca.crt"));
  }

  private static void write(Issued issued, Authority authority) {
    issued.write(file("tls.crt"), file("tls.key"));
    Authority.trust(file("ca.crt"), authority);
  }

  private static Map<String, String> parts(Issued issued, Authority authority) {
    write(issued, authority);
    return Map.of("tls.crt", text("tls.crt"), "tls.key", text("tls.key"), "ca.crt", text("ca.crt"));
  }

  private static Path file(String name) {
    return folder.resolve(name);
  }

  private static String text(String name) {
    try {
      return Files.readString(file(name));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void start(Issued client, Authority trusted) {
    datastore.writeSecret(CLIENT, parts(client, trusted));
    operator = OperatorUnderTest.start(cluster, "certificate-refusals", "--datastore=nodesentinel");
  }

  private void rightOneWorks() {
    datastore.writeSecret(CLIENT, parts(ours.client(TlsPostgres.USER), ours));
    datastore.awaitAllGood();
    datastore.awaitInUse(Objects.requireNonNull(operator));
  }

  @Test
  void a_certificate_for_another_name() {
    start(ours.client("somebody"), ours);
    datastore.await(
        CERTIFICATE_READY,
        ConditionStatus.False,
        "WrongCommonName",
        "is for \"somebody\", and the user of the database is \"sentinel\"");
    datastore.await(
        CONNECTED,
        ConditionStatus.False,
        "AuthenticationFailed",
        "certificate authentication failed for user \"sentinel\"");
    rightOneWorks();
  }

  @Test
  void a_certificate_that_has_expired() {
    start(ours.expiredClient(TlsPostgres.USER), ours);
    datastore.await(CERTIFICATE_READY, ConditionStatus.False, "Expired", "has expired at");
    datastore.await(CONNECTED, ConditionStatus.False, "CertificateFailed", "has expired at");
    rightOneWorks();
  }

  @Test
  void a_certificate_of_a_foreign_authority() {
    start(foreign.client(TlsPostgres.USER), ours);
    // The server names the authorities that it believes, so this one is not even sent.
    datastore.await(
        CONNECTED,
        ConditionStatus.False,
        "AuthenticationFailed",
        "connection requires a valid client certificate");
    rightOneWorks();
  }

  @Test
  void a_server_of_an_authority_that_is_not_trusted() {
    start(ours.client(TlsPostgres.USER), foreign);
    datastore.await(
        CONNECTED,
        ConditionStatus.False,
        "CertificateFailed",
        "does not come from an authority that we trust");
    rightOneWorks();
  }

  @Test
  void a_server_with_a_certificate_for_another_host() {
    mountServer(ours.server("elsewhere.example"));
    try {
      start(ours.client(TlsPostgres.USER), ours);
      datastore.await(CONNECTED, ConditionStatus.False, "CertificateFailed", "not for the host");
    } finally {
      mountServer(ours.server("localhost"));
    }
    datastore.awaitAllGood();
  }

  @Test
  void no_secret_at_all() {
    datastore.deleteSecret(CLIENT);
    operator = OperatorUnderTest.start(cluster, "certificate-refusals", "--datastore=nodesentinel");
    datastore.await(
        CERTIFICATE_READY,
        ConditionStatus.False,
        "SecretMissing",
        "there is no Secret nodesentinel-client-tls");
    rightOneWorks();
  }

  @Test
  void nonsense_in_the_secret_leaves_the_last_good_one_in_use() {
    start(ours.client(TlsPostgres.USER), ours);
    datastore.awaitInUse(Objects.requireNonNull(operator));
    datastore.awaitAllGood();
    String good = datastore.serialNumber(CLIENT);
    datastore.writeSecret(CLIENT, Map.of("tls.crt", "x", "tls.key", "y", "ca.crt", "z"));
    datastore.await(
        CERTIFICATE_READY, ConditionStatus.False, "LastGoodInUse", "serial number " + good);
    datastore.postgres.cutSessions();
    datastore.await(CONNECTED, ConditionStatus.True, "Answers");
    rightOneWorks();
  }

  @Test
  void a_new_certificate_that_the_server_refuses_does_not_replace_one_that_works() {
    start(ours.client(TlsPostgres.USER), ours);
    datastore.awaitInUse(Objects.requireNonNull(operator));
    datastore.awaitAllGood();
    String good = datastore.serialNumber(CLIENT);
    datastore.writeSecret(CLIENT, parts(foreign.client(TlsPostgres.USER), ours));
    datastore.await(
        CERTIFICATE_READY,
        ConditionStatus.False,
        "LastGoodInUse",
        "the server does not accept it",
        "serial number " + good);
    datastore.postgres.cutSessions();
    datastore.await(CONNECTED, ConditionStatus.True, "Answers");
    rightOneWorks();
  }
}
