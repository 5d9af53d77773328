package io.nodesentinel.reconcilers.datastore;

import io.nodesentinel.crds.DatastoreSpec;
import io.nodesentinel.crds.DatastoreStatus;
import io.nodesentinel.crds.IssuerRef;
import io.nodesentinel.crds.StatusCondition;
import io.nodesentinel.reconcilers.datastore.DatastoreStep.OrderCertificate;
import io.nodesentinel.reconcilers.datastore.DatastoreStep.OrderIssuer;
import io.nodesentinel.reconcilers.datastore.DatastoreStep.Publish;
import io.nodesentinel.reconcilers.datastore.DatastoreStep.Reissue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A cluster with a cert-manager in a few lines, for the planner to act on: orders are carried out
/// at once, and what a person or time does is a method.
final class World {
  static final String NAMESPACE = "sentinel";
  static final String NAME = "events";
  private static final Duration VALID = Duration.ofDays(90);

  Instant now = Instant.parse("2026-03-02T09:00:00Z");
  DatastoreSpec spec;
  DatastoreStatus status = DatastoreStatus.empty();
  boolean certManager = true;

  /// What cert-manager says instead of issuing; by certificate.
  final Map<String, String> failing = new HashMap<>();

  /// The controller of cert-manager does not run.
  boolean controllerDown;

  final Map<String, CertificateView> certificates = new HashMap<>();
  final Map<IssuerRef, IssuerView> issuers = new HashMap<>();
  @Nullable List<Trusted> trusted;
  Material material = Material.NONE;
  StoreView store = StoreView.IDLE;
  List<DatastoreStep> lastSteps = List.of();
  final List<String> done = new ArrayList<>();

  /// Which authority signed what is in a Secret.
  private final Map<String, String> signedBy = new HashMap<>();

  /// How often the authority of our own chain was made.
  private int authorities;

  /// The server takes up what it is to show and to trust only when told to.
  List<Trusted> serverTrusts = List.of();

  String serverShows = "";

  World(DatastoreSpec spec) {
    this.spec = spec;
  }

  DatastorePlan look() {
    DatastorePlan plan =
        DatastorePlanner.plan(
            new DatastoreObserved(
                now,
                NAMESPACE,
                NAME,
                1L,
                spec,
                status,
                certManager,
                certificates,
                issuers,
                trusted,
                material,
                store));
    status = plan.status();
    lastSteps = plan.steps();
    plan.steps().forEach(this::carryOut);
    return plan;
  }

  /// Looks until nothing is left to do, and never for long.
  void settle() {
    for (int i = 0; i < 20; i++) {
      now = now.plusSeconds(1);
      reload();
      if (look().steps().isEmpty() && i > 2) {
        return;
      }
    }
    throw new AssertionError("it does not come to rest: " + lastSteps);
  }

  private void carryOut(DatastoreStep step) {
    switch (step) {
      case OrderIssuer order -> {
        done.add("issuer " + order.ref().name());
        issuers.put(order.ref(), new IssuerView(order.ref(), true, !controllerDown, ""));
      }
      case OrderCertificate(CertificateWish wish) -> {
        done.add("certificate " + wish.name() + " from " + wish.issuer().name());
        CertificateView before = certificates.get(wish.name());
        certificates.put(
            wish.name(),
            before == null
                ? new CertificateView(wish, true, false, true, "", "", null, null, null)
                : new CertificateView(
                    wish,
                    true,
                    false,
                    true,
                    "",
                    "",
                    before.notBefore(),
                    before.notAfter(),
                    before.renewalTime()));
        issue(wish.name());
      }
      case Publish publish -> {
        done.add("publish " + publish.authorities().stream().map(Trusted::fingerprint).toList());
        trusted = publish.authorities();
      }
      case Reissue reissue -> {
        done.add("reissue " + reissue.certificate());
        issue(reissue.certificate());
      }
    }
  }

  void issue(String name) {
    CertificateView view = certificates.get(name);
    if (view == null || controllerDown) {
      return;
    }
    String failure = failing.get(name);
    if (failure != null) {
      certificates.put(
          name,
          new CertificateView(
              view.wish(), true, false, false, "Issuing", failure, view.notBefore(), null, null));
      return;
    }
    if (view.wish().usage() == CertificateWish.Usage.AUTHORITY) {
      authorities++;
    }
    signedBy.put(name, authorityOf(view.wish().issuer()));
    certificates.put(
        name,
        new CertificateView(
            view.wish(),
            true,
            true,
            false,
            "",
            "",
            now,
            now.plus(VALID),
            now.plus(VALID.multipliedBy(2).dividedBy(3))));
  }

  private String authorityOf(IssuerRef issuer) {
    return issuer.name().equals(NAME + "-ca") ? "own-" + authorities : issuer.name();
  }

  /// What the process does: it reads the Secret, and takes a certificate that the server accepts.
  private void reload() {
    String client = new DatastoreNames(NAME, spec).client();
    CertificateView view = certificates.get(client);
    if (view == null || view.notBefore() == null) {
      return;
    }
    CertificateFacts offered = facts(view);
    boolean accepted =
        spec.managed() == null
            || material.inUse() == null
            || offered.equals(material.inUse())
            || serverTrusts.stream().anyMatch(t -> t.fingerprint().equals(signedBy.get(client)));
    List<Trusted> needed = new ArrayList<>();
    for (String name : List.of(client, new DatastoreNames(NAME, spec).server())) {
      String authority = signedBy.get(name);
      if (authority != null) {
        needed.add(authority(authority));
      }
    }
    if (material.inUse() != null && !accepted) {
      material.authorities().stream().filter(t -> !needed.contains(t)).forEach(needed::add);
    }
    material =
        new Material(
            List.of(),
            offered,
            accepted ? offered : material.inUse(),
            accepted ? "" : "the server refused the new certificate",
            !accepted,
            needed);
  }

  private CertificateFacts facts(CertificateView view) {
    Instant from = view.notBefore() == null ? now : view.notBefore();
    return new CertificateFacts(
        view.wish().commonName(), Long.toHexString(from.getEpochSecond()), from, from.plus(VALID));
  }

  Trusted authority(String fingerprint) {
    return new Trusted(
        fingerprint, "PEM of " + fingerprint, Instant.parse("2036-01-01T00:00:00Z"), null);
  }

  /// The server is told of what it mounts: the ConfigMap, and its Secret.
  void serverReloads() {
    serverTrusts = trusted == null ? List.of() : trusted;
    serverShows = signedBy.getOrDefault(new DatastoreNames(NAME, spec).server(), "");
  }

  /// Everything that is in use can be verified by who has to.
  boolean isSound() {
    boolean clientTrustsServer =
        material.authorities().stream().anyMatch(t -> t.fingerprint().equals(serverShows))
            || trusted != null
                && trusted.stream().anyMatch(t -> t.fingerprint().equals(serverShows));
    return clientTrustsServer && material.inUse() != null;
  }

  String signerOf(String certificate) {
    return signedBy.getOrDefault(certificate, "");
  }

  StatusCondition condition(String type) {
    return status.conditions().stream().filter(c -> c.type().equals(type)).findAny().orElseThrow();
  }
}
