package io.nodesentinel.operator.datastore;

import io.nodesentinel.datastore.config.PemTexts;
import io.nodesentinel.operator.datastore.Offer.Unusable;
import io.nodesentinel.reconcilers.datastore.CertificateFacts;
import io.nodesentinel.reconcilers.datastore.Material;
import io.nodesentinel.reconcilers.datastore.Trusted;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificate that connections are made with. Another one takes its place when the server
/// accepts it; until then, and while the Secrets say nonsense, the last good one stays. To trust
/// more can break nothing, so new authorities are trusted at once.
///
/// Read by connections of any thread; changed by one thread.
final class ClientMaterial {
  private static final Logger LOG = LoggerFactory.getLogger(ClientMaterial.class);

  /// A trial is a connection.
  private static final Duration TRY_EVERY = Duration.ofSeconds(2);

  /// Asks the server about a certificate.
  interface Trial {
    /// What it says against it; empty if it accepts it.
    Optional<String> refusal(PemTexts texts);
  }

  private final InstantSource clock;
  private final Trial trial;
  private volatile @Nullable Offer inUse;
  private List<Trusted> authoritiesInUse = List.of();
  private @Nullable Offer tried;
  private Instant triedAt = Instant.MIN;
  private String refusal = "";

  ClientMaterial(InstantSource clock, Trial trial) {
    this.clock = clock;
    this.trial = trial;
  }

  /// For the next connection; empty before the first certificate.
  Optional<PemTexts> current() {
    return Optional.ofNullable(inUse).map(Offer::texts);
  }

  /// Looks at what the Secrets say now.
  ///
  /// @param trustedBefore what the ConfigMap says is trusted
  Material look(SecretReading reading, List<Trusted> trustedBefore) {
    List<String> missing = reading.missing();
    CertificateFacts offered = null;
    String trouble = "";
    boolean refused = false;
    if (missing.isEmpty()) {
      try {
        Offer offer = reading.offer(trustedBefore);
        offered = offer.facts();
        trouble = take(offer, reading);
        refused = !trouble.isEmpty();
      } catch (Unusable nonsense) {
        trouble = nonsense.getMessage();
      }
    }
    Map<String, Trusted> authorities = new LinkedHashMap<>();
    reading.authorities().forEach(one -> authorities.put(one.fingerprint(), one));
    authoritiesInUse.forEach(one -> authorities.putIfAbsent(one.fingerprint(), one));
    Offer now = inUse;
    return new Material(
        missing,
        offered,
        now == null ? null : now.facts(),
        trouble == null ? "" : trouble,
        refused,
        List.copyOf(authorities.values()));
  }

  /// @return why it was not taken; empty if it was
  private String take(Offer offer, SecretReading reading) {
    Offer before = inUse;
    if (before == null || before.texts().equals(offer.texts())) {
      use(offer, reading);
      return "";
    }
    Offer wider = before.trusting(union(before.texts(), offer.texts()));
    if (!wider.texts().equals(before.texts())) {
      inUse = wider;
    }
    if (offer.hasSameCertificate(before) && wider.texts().equals(offer.texts())) {
      use(offer, reading);
      return "";
    }
    Instant now = clock.instant();
    if (!offer.equals(tried) || !triedAt.plus(TRY_EVERY).isAfter(now)) {
      tried = offer;
      triedAt = now;
      refusal = trial.refusal(offer.texts()).orElse("");
    }
    if (refusal.isEmpty() || !before.facts().notAfter().isAfter(now)) {
      use(offer, reading);
      return "";
    }
    return "The new certificate (serial number %s) is not in use yet, since the server does not accept it: %s"
        .formatted(offer.facts().serialNumber(), refusal);
  }

  private void use(Offer offer, SecretReading reading) {
    Offer before = inUse;
    inUse = offer;
    authoritiesInUse = reading.authorities();
    tried = null;
    if (before == null || !before.hasSameCertificate(offer)) {
      LOG.info(
          "using the certificate for {} with serial number {}, valid until {}",
          offer.facts().commonName(),
          offer.facts().serialNumber(),
          offer.facts().notAfter());
    }
  }

  /// Both trust texts one after the other; the order of the second comes first.
  private static PemTexts union(PemTexts before, PemTexts offered) {
    return new PemTexts(
        before.name(),
        before.certificate(),
        before.key(),
        Roots.union(offered.rootCertificates(), before.rootCertificates()));
  }
}
