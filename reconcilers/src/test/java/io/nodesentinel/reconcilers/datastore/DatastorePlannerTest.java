package io.nodesentinel.reconcilers.datastore;

import static io.nodesentinel.crds.DatastoreStatus.CERTIFICATE_READY;
import static io.nodesentinel.crds.DatastoreStatus.CHANGE_STREAM_HEALTHY;
import static io.nodesentinel.crds.DatastoreStatus.CONNECTED;
import static io.nodesentinel.crds.DatastoreStatus.SCHEMA_READY;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nodesentinel.crds.CertificateRole;
import io.nodesentinel.crds.ConditionStatus;
import io.nodesentinel.crds.DatastoreSpec;
import io.nodesentinel.crds.DatastoreStatus;
import io.nodesentinel.crds.IssuerRef;
import io.nodesentinel.reconcilers.datastore.DatastoreStep.OrderCertificate;
import io.nodesentinel.reconcilers.datastore.DatastoreStep.OrderIssuer;
import io.nodesentinel.reconcilers.datastore.DatastoreStep.Publish;
import io.nodesentinel.reconcilers.datastore.StoreView.Phase;
import io.nodesentinel.reconcilers.datastore.StoreView.SchemaStep;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatastorePlannerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CONNECTION =
      "\"connection\":{\"host\":\"db.example\",\"database\":\"events\",\"username\":\"sentinel\"}";
  private static final String BUILT_IN =
      """
      {"provider":"postgresql","connection":{"database":"events","username":"sentinel"},
       "tls":%s,"managed":{"serviceName":"db","dnsNames":["db.example"]}}
      """;

  private static DatastoreSpec spec(String json) {
    try {
      return JSON.readValue(json, DatastoreSpec.class);
    } catch (JsonProcessingException odd) {
      throw new UncheckedIOException(odd);
    }
  }

  private static World external(String tls) {
    return new World(spec("{\"provider\":\"postgresql\"," + CONNECTION + ",\"tls\":" + tls + "}"));
  }

  private static World builtIn(String tls) {
    return new World(spec(BUILT_IN.formatted(tls)));
  }

  private static StoreView answers() {
    return new StoreView(
        Phase.ANSWERS,
        "",
        "",
        true,
        Duration.ofMillis(30),
        0,
        0,
        "PostgreSQL 18.1",
        List.of(new SchemaStep("1", true), new SchemaStep("2", true)));
  }

  private static StoreView fails(String kind, String words) {
    return new StoreView(
        Phase.DOES_NOT_ANSWER, kind, words, false, Duration.ZERO, 0, 0, "", List.of());
  }

  private static IssuerRef issuer(String name) {
    return new IssuerRef(name, "Issuer", IssuerRef.CERT_MANAGER);
  }

  @Test
  void without_an_issuer_a_chain_is_made_and_the_client_is_named_after_the_user() {
    World world = external("{}");

    assertThat(world.look().steps())
        .satisfiesExactly(
            step -> assertThat(step).isEqualTo(new OrderIssuer(issuer("events-selfsigned"), null)),
            step ->
                assertThat(((OrderCertificate) step).wish())
                    .returns("events-ca", CertificateWish::name)
                    .returns(true, CertificateWish::keepsKey)
                    .returns(CertificateWish.Usage.AUTHORITY, CertificateWish::usage),
            step -> assertThat(step).isEqualTo(new OrderIssuer(issuer("events-ca"), "events-ca")),
            step ->
                assertThat(((OrderCertificate) step).wish())
                    .returns("events-client-tls", CertificateWish::name)
                    .returns("sentinel", CertificateWish::commonName)
                    .returns(Duration.ofDays(90), CertificateWish::duration)
                    .returns(issuer("events-ca"), CertificateWish::issuer));
  }

  @Test
  void the_built_in_server_gets_a_certificate_for_every_name_of_its_service() {
    World world = builtIn("{\"issuerRef\":{\"name\":\"mine\",\"kind\":\"ClusterIssuer\"}}");

    assertThat(world.look().steps())
        .filteredOn(OrderCertificate.class::isInstance)
        .extracting(step -> ((OrderCertificate) step).wish())
        .filteredOn(wish -> wish.usage() == CertificateWish.Usage.SERVER)
        .singleElement()
        .satisfies(wish -> {
          assertThat(wish.name()).isEqualTo("events-server-tls");
          assertThat(wish.dnsNames())
              .containsExactly(
                  "db",
                  "db.sentinel",
                  "db.sentinel.svc",
                  "db.sentinel.svc.cluster.local",
                  "db.example");
          assertThat(wish.issuer().kind()).isEqualTo("ClusterIssuer");
        });
    assertThat(world.done).noneMatch(what -> what.startsWith("issuer"));
  }

  @Test
  void what_is_as_it_should_be_is_left_alone() {
    World world = builtIn("{}");
    world.settle();
    world.store = answers();
    world.settle();

    assertThat(world.look().steps()).isEmpty();
    assertThat(world.status.conditions())
        .allSatisfy(c -> assertThat(c.status()).isEqualTo(ConditionStatus.True));
    DatastoreStatus before = world.status;
    world.now = world.now.plusSeconds(60);
    assertThat(world.look().status()).as("no write for nothing").isEqualTo(before);
  }

  @Test
  void a_certificate_that_a_person_changed_is_put_right_and_a_foreign_one_is_not_touched() {
    World world = external("{}");
    world.settle();
    CertificateView right = requireNonNull(world.certificates.get("events-client-tls"));
    world.certificates.put("events-client-tls", withCommonName(right, "somebody", true));
    assertThat(world.look().steps()).singleElement().isInstanceOf(OrderCertificate.class);

    world.certificates.put("events-client-tls", withCommonName(right, "somebody", false));
    assertThat(world.look().steps()).isEmpty();
    assertThat(world.condition(CERTIFICATE_READY))
        .returns(CertificateFinding.NOT_OURS, c -> c.reason());
  }

  private static CertificateView withCommonName(CertificateView view, String name, boolean ours) {
    CertificateWish w = view.wish();
    return new CertificateView(
        new CertificateWish(
            w.name(),
            w.usage(),
            name,
            w.dnsNames(),
            w.duration(),
            w.renewBefore(),
            w.privateKey(),
            w.keepsKey(),
            w.issuer()),
        ours,
        true,
        false,
        "",
        "",
        view.notBefore(),
        view.notAfter(),
        view.renewalTime());
  }

  @Test
  void it_says_that_cert_manager_is_not_installed_and_orders_nothing() {
    World world = external("{}");
    world.certManager = false;

    assertThat(world.look().steps()).isEmpty();
    assertThat(world.condition(CERTIFICATE_READY).reason())
        .isEqualTo(CertificateFinding.CERT_MANAGER_MISSING);
    assertThat(world.condition(CERTIFICATE_READY).message())
        .contains("cert-manager is not installed", "tls.source to Secret");
    assertThat(world.condition(CONNECTED))
        .returns(ConditionStatus.False, c -> c.status())
        .returns("WaitingForCertificates", c -> c.reason());
  }

  @Test
  void it_says_which_issuer_is_missing_or_not_ready_and_in_whose_words() {
    World world = external("{\"issuerRef\":{\"name\":\"mine\"}}");
    world.controllerDown = true;
    world.look();
    world.look();
    assertThat(world.condition(CERTIFICATE_READY))
        .returns(CertificateFinding.ISSUER_MISSING, c -> c.reason())
        .returns("There is no Issuer mine, which tls.issuerRef names.", c -> c.message());

    world.issuers.put(
        issuer("mine"), new IssuerView(issuer("mine"), true, false, "secret \"x\" not found"));
    world.look();
    assertThat(world.condition(CERTIFICATE_READY))
        .returns(CertificateFinding.ISSUER_NOT_READY, c -> c.reason())
        .returns("Issuer mine is not ready: secret \"x\" not found", c -> c.message());
  }

  @Test
  void it_says_why_a_certificate_was_not_issued() {
    World world = external("{\"issuerRef\":{\"name\":\"mine\"}}");
    world.issuers.put(issuer("mine"), new IssuerView(issuer("mine"), true, true, ""));
    world.failing.put("events-client-tls", "the issuer denied it");
    world.look();
    world.look();
    assertThat(world.condition(CERTIFICATE_READY))
        .returns(CertificateFinding.ISSUANCE_FAILED, c -> c.reason())
        .returns("Certificate events-client-tls: the issuer denied it", c -> c.message());
  }

  @Test
  void waiting_becomes_overdue_after_its_deadline_and_goes_on() {
    World world = external("{\"issueWithin\":\"90s\",\"issuerRef\":{\"name\":\"mine\"}}");
    world.issuers.put(issuer("mine"), new IssuerView(issuer("mine"), true, true, ""));
    world.controllerDown = true;
    world.look();
    world.now = world.now.plusSeconds(89);
    world.look();
    assertThat(world.condition(CERTIFICATE_READY).reason()).isEqualTo(CertificateFinding.ISSUING);

    world.now = world.now.plusSeconds(1);
    world.look();
    assertThat(world.condition(CERTIFICATE_READY).reason()).isEqualTo(CertificateFinding.OVERDUE);
    assertThat(world.condition(CERTIFICATE_READY).message())
        .contains("does its controller run?", "longer than the 90s of tls.issueWithin");

    world.controllerDown = false;
    world.issue("events-client-tls");
    world.settle();
    assertThat(world.condition(CERTIFICATE_READY).status()).isEqualTo(ConditionStatus.True);
  }

  @Test
  void a_secret_that_became_nonsense_leaves_the_last_good_one_in_use_and_says_so() {
    World world = external("{\"source\":\"Secret\",\"secretName\":\"given\"}");
    CertificateFacts good =
        new CertificateFacts("sentinel", "1f", world.now, world.now.plusSeconds(3600));
    world.store = answers();
    world.material = new Material(List.of(), good, good, "", false, List.of());
    world.look();
    assertThat(world.condition(CERTIFICATE_READY).status()).isEqualTo(ConditionStatus.True);

    world.material =
        new Material(List.of(), null, good, "there is no PRIVATE KEY in it", false, List.of());
    world.look();

    assertThat(world.condition(CERTIFICATE_READY))
        .returns(ConditionStatus.False, c -> c.status())
        .returns(CertificateFinding.LAST_GOOD_IN_USE, c -> c.reason());
    assertThat(world.condition(CERTIFICATE_READY).message())
        .contains("there is no PRIVATE KEY in it", "stays in use: serial number 1f");
    assertThat(world.condition(CONNECTED).status()).isEqualTo(ConditionStatus.True);
    assertThat(world.status.certificates())
        .singleElement()
        .returns(CertificateRole.Client, c -> c.role())
        .returns(good.notAfter(), c -> c.notAfter());
  }

  @Test
  void a_secret_that_is_not_there_is_named() {
    World world = external("{\"source\":\"Secret\",\"secretName\":\"given\"}");
    world.material = new Material(List.of("given"), null, null, "", false, List.of());
    world.look();
    assertThat(world.condition(CERTIFICATE_READY))
        .returns(CertificateFinding.SECRET_MISSING, c -> c.reason())
        .returns("In namespace sentinel there is no Secret given.", c -> c.message());
  }

  @Test
  void an_expired_certificate_is_said_whatever_else_is_true() {
    World world = external("{\"source\":\"Secret\",\"secretName\":\"given\"}");
    CertificateFacts old =
        new CertificateFacts("sentinel", "1f", world.now.minusSeconds(9), world.now);
    world.material = new Material(List.of(), old, old, "", false, List.of());
    world.look();
    assertThat(world.condition(CERTIFICATE_READY).reason()).isEqualTo(CertificateFinding.EXPIRED);
  }

  @Test
  void another_common_name_is_a_fault_only_where_the_datastore_does_not_answer() {
    World world = external("{\"source\":\"Secret\",\"secretName\":\"given\"}");
    CertificateFacts other =
        new CertificateFacts("somebody", "1f", world.now, world.now.plusSeconds(3600));
    world.material = new Material(List.of(), other, other, "", false, List.of());
    world.store = answers();
    world.look();
    assertThat(world.condition(CERTIFICATE_READY).status()).isEqualTo(ConditionStatus.True);
    assertThat(world.condition(CERTIFICATE_READY).message()).contains("\"somebody\"");

    world.store =
        fails("AUTHENTICATION", "certificate authentication failed for user \"sentinel\"");
    world.look();
    assertThat(world.condition(CERTIFICATE_READY).reason())
        .isEqualTo(CertificateFinding.WRONG_COMMON_NAME);
    assertThat(world.condition(CONNECTED))
        .returns("AuthenticationFailed", c -> c.reason())
        .returns("certificate authentication failed for user \"sentinel\"", c -> c.message());
  }

  @Test
  void another_authority_comes_into_use_without_leaving_anybody_alone() {
    World world = builtIn("{}");
    world.settle();
    world.serverReloads();
    world.store = answers();
    world.settle();
    assertThat(world.isSound()).isTrue();
    world.done.clear();

    world.now = world.now.plusSeconds(5);
    world.issue("events-ca");
    world.settle();

    assertThat(world.done)
        .as("the client first, and the new authority beside the old one")
        .startsWith("reissue events-client-tls", "publish [own-2, own-1]")
        .doesNotContain("reissue events-server-tls");
    assertThat(world.isSound()).isTrue();
    assertThat(world.condition(CERTIFICATE_READY).reason())
        .isEqualTo(CertificateFinding.LAST_GOOD_IN_USE);

    world.serverReloads();
    assertThat(world.isSound()).isTrue();
    world.settle();
    assertThat(world.done).contains("reissue events-server-tls");
    assertThat(world.signerOf("events-server-tls")).isEqualTo("own-2");
    assertThat(world.isSound()).as("the server still shows the old certificate").isTrue();
    world.serverReloads();
    assertThat(world.isSound()).isTrue();

    world.settle();
    assertThat(world.trusted).extracting(Trusted::fingerprint).containsExactly("own-2", "own-1");
    world.now = world.now.plus(Duration.ofMinutes(11));
    world.settle();
    assertThat(world.trusted).extracting(Trusted::fingerprint).containsExactly("own-2");
    assertThat(world.isSound()).isTrue();
  }

  @Test
  void another_issuer_reaches_the_server_only_after_it_accepts_the_client() {
    World world = builtIn("{}");
    world.settle();
    world.serverReloads();
    world.settle();
    world.issuers.put(issuer("mine"), new IssuerView(issuer("mine"), true, true, ""));
    world.spec = spec(BUILT_IN.formatted("{\"issuerRef\":{\"name\":\"mine\"}}"));
    world.done.clear();

    world.settle();
    assertThat(world.signerOf("events-client-tls")).isEqualTo("mine");
    assertThat(world.signerOf("events-server-tls")).isEqualTo("own-1");

    world.serverReloads();
    world.settle();
    assertThat(world.signerOf("events-server-tls")).isEqualTo("mine");
    world.serverReloads();
    assertThat(world.isSound()).isTrue();
  }

  @Test
  void an_authority_that_expired_is_no_longer_trusted() {
    Instant now = Instant.parse("2026-03-02T09:00:00Z");
    Trusted fresh = new Trusted("b", "B", now.plusSeconds(9), null);
    Trusted expired = new Trusted("a", "A", now, null);
    assertThat(TrustPlanner.plan(List.of(fresh), List.of(expired), Duration.ofHours(1), now))
        .containsExactly(fresh);
  }

  @Test
  void an_authority_that_is_needed_again_counts_as_never_replaced() {
    Instant now = Instant.parse("2026-03-02T09:00:00Z");
    Trusted again = new Trusted("a", "A", now.plusSeconds(9000), null);
    assertThat(
            TrustPlanner.plan(
                List.of(again),
                List.of(again.supersededAt(now.minusSeconds(60))),
                Duration.ofHours(1),
                now))
        .containsExactly(again);
  }

  @Test
  void the_store_is_said_as_it_is() {
    World world = external("{}");
    world.settle();
    world.store =
        new StoreView(
            Phase.SCHEMA_FAILED,
            "CONFIGURATION",
            "permission denied for schema public",
            false,
            Duration.ZERO,
            0,
            0,
            "PostgreSQL 18.1",
            List.of(new SchemaStep("1", true), new SchemaStep("2", false)));
    world.look();
    assertThat(world.condition(CONNECTED).status()).isEqualTo(ConditionStatus.True);
    assertThat(world.condition(SCHEMA_READY))
        .returns("CouldNotBeApplied", c -> c.reason())
        .returns("permission denied for schema public", c -> c.message());
    assertThat(world.condition(CHANGE_STREAM_HEALTHY).status()).isEqualTo(ConditionStatus.Unknown);
    assertThat(world.status.schemaVersion()).isEqualTo("1");

    world.store = answers();
    world.look();
    assertThat(world.condition(SCHEMA_READY).status()).isEqualTo(ConditionStatus.True);
    assertThat(world.status)
        .returns("PostgreSQL 18.1", DatastoreStatus::serverVersion)
        .returns("2", DatastoreStatus::schemaVersion)
        .returns("0s", DatastoreStatus::lag);

    world.store = fails("CONNECTION", "connection refused");
    world.look();
    assertThat(world.condition(CONNECTED).reason()).isEqualTo("ConnectionFailed");
    assertThat(world.condition(CHANGE_STREAM_HEALTHY))
        .returns("No recovery releases a node until it answers.", c -> c.message());
    assertThat(world.status.serverVersion()).as("the last known").isEqualTo("PostgreSQL 18.1");
  }

  @Test
  void objects_alone_need_nothing() {
    World world = new World(spec("{\"provider\":\"kubernetes\"}"));
    assertThat(world.look().steps()).isEmpty();
    assertThat(world.status.conditions())
        .hasSize(4)
        .allSatisfy(c -> assertThat(c.status()).isEqualTo(ConditionStatus.True));
  }

  @Test
  void nothing_is_published_before_there_is_an_authority() {
    World world = external("{}");
    world.look();
    assertThat(world.lastSteps).noneMatch(Publish.class::isInstance);
    world.settle();
    assertThat(world.trusted).extracting(Trusted::fingerprint).containsExactly("own-1");
  }
}
