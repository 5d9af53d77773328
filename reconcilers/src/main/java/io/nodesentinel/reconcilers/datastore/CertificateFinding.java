package io.nodesentinel.reconcilers.datastore;

import io.nodesentinel.crds.CertificateSource;
import io.nodesentinel.crds.ConditionStatus;
import io.nodesentinel.crds.DatastoreStatus;
import io.nodesentinel.crds.DatastoreTls;
import io.nodesentinel.crds.GoDuration;
import io.nodesentinel.crds.IssuerRef;
import io.nodesentinel.crds.StatusCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the condition CertificateReady says: what is in use comes before what is on its way, and of
/// what is missing the first in the order in which things are made. Pure.
final class CertificateFinding {
  static final String NONE_WANTED = "NoneWanted";
  static final String IN_USE = "InUse";
  static final String CERT_MANAGER_MISSING = "CertManagerMissing";
  static final String ISSUER_MISSING = "IssuerMissing";
  static final String ISSUER_NOT_READY = "IssuerNotReady";
  static final String NOT_OURS = "NotOurs";
  static final String ISSUANCE_FAILED = "IssuanceFailed";
  static final String ISSUING = "Issuing";
  static final String OVERDUE = "Overdue";
  static final String SECRET_MISSING = "SecretMissing";
  static final String UNUSABLE = "Unusable";
  static final String LAST_GOOD_IN_USE = "LastGoodInUse";
  static final String EXPIRED = "Expired";
  static final String WRONG_COMMON_NAME = "WrongCommonName";

  private final DatastoreObserved o;
  private final DatastoreNames names;

  private CertificateFinding(DatastoreObserved observed) {
    o = observed;
    names = observed.names();
  }

  static Finding of(DatastoreObserved observed) {
    DatastoreTls tls = observed.spec().tls();
    return tls == null
        ? Finding.good(NONE_WANTED, "The object asks for no certificate.")
        : new CertificateFinding(observed).find(tls);
  }

  private Finding find(DatastoreTls tls) {
    CertificateFacts inUse = o.material().inUse();
    if (inUse != null && inUse.hasExpired(o.now())) {
      Optional<Finding> cause = missing(tls);
      return Finding.bad(
          EXPIRED,
          "The certificate in Secret %s has expired at %s%s"
              .formatted(
                  names.client(),
                  inUse.notAfter(),
                  cause.map(why -> ", and there is no other one: " + why.message()).orElse(".")));
    }
    if (!o.material().trouble().isEmpty()) {
      return inUse == null
          ? Finding.bad(
              UNUSABLE, "Secret %s: %s.".formatted(names.client(), o.material().trouble()))
          : Finding.bad(
              LAST_GOOD_IN_USE,
              "%s. The last good certificate stays in use: serial number %s, valid until %s."
                  .formatted(o.material().trouble(), inUse.serialNumber(), inUse.notAfter()));
    }
    Optional<Finding> missing = missing(tls);
    if (missing.isPresent()) {
      return overdue(missing.get(), tls);
    }
    if (inUse == null) {
      return Finding.bad(ISSUING, "The Secret " + names.client() + " is being read.");
    }
    return named(inUse);
  }

  /// A database may map common names to users, so another name is a fault only where nothing
  /// answers.
  private Finding named(CertificateFacts inUse) {
    String user = o.spec().connecting().username();
    boolean differs = !user.isEmpty() && !inUse.commonName().equals(user);
    String sentence =
        "the certificate in Secret %s is for \"%s\", and the user of the database is \"%s\""
            .formatted(names.client(), inUse.commonName(), user);
    if (differs && o.store().phase() == StoreView.Phase.DOES_NOT_ANSWER) {
      return Finding.bad(
          WRONG_COMMON_NAME,
          "Perhaps this is why the datastore does not answer: "
              + sentence
              + ". Issue one whose common name is the user.");
    }
    return Finding.good(
        IN_USE,
        "Serial number %s, valid until %s.%s"
            .formatted(
                inUse.serialNumber(),
                inUse.notAfter(),
                differs ? " Note that " + sentence + "." : ""));
  }

  private Optional<Finding> missing(DatastoreTls tls) {
    if (tls.source() == CertificateSource.CertManager) {
      if (!o.certManagerServed()) {
        return Optional.of(
            Finding.bad(
                CERT_MANAGER_MISSING,
                "cert-manager is not installed: the API server does not know cert-manager.io/v1."
                    + " Install cert-manager, or provide the Secret yourself and set tls.source to"
                    + " Secret."));
      }
      Optional<Finding> ordered = ordered(tls);
      if (ordered.isPresent()) {
        return ordered;
      }
    }
    return o.material().missing().isEmpty()
        ? Optional.empty()
        : Optional.of(
            Finding.bad(
                SECRET_MISSING,
                "In namespace %s there is no Secret %s."
                    .formatted(
                        o.namespace(), String.join(", no Secret ", o.material().missing()))));
  }

  private Optional<Finding> ordered(DatastoreTls tls) {
    List<String> certificates = new ArrayList<>();
    if (tls.issuerRef() == null) {
      certificates.add(names.authority());
    }
    certificates.add(names.client());
    if (o.spec().managed() != null) {
      certificates.add(names.server());
    }
    for (String name : certificates) {
      boolean authority = tls.issuerRef() == null && name.equals(names.authority());
      Optional<Finding> finding = issuer(authority ? names.selfSigned() : names.issuer());
      if (finding.isEmpty()) {
        finding = certificate(name, o.certificate(name));
      }
      if (finding.isPresent()) {
        return finding;
      }
    }
    return Optional.empty();
  }

  private Optional<Finding> issuer(IssuerRef ref) {
    IssuerView issuer = o.issuers().getOrDefault(ref, IssuerView.absent(ref));
    String name = ref.kind() + " " + ref.name();
    if (!issuer.there()) {
      return Optional.of(
          Finding.bad(
              ISSUER_MISSING,
              o.spec().tls() != null && o.spec().tls().issuerRef() != null
                  ? "There is no %s, which tls.issuerRef names.".formatted(name)
                  : "The %s is being made.".formatted(name)));
    }
    return issuer.ready()
        ? Optional.empty()
        : Optional.of(
            Finding.bad(
                ISSUER_NOT_READY,
                issuer.said().isEmpty()
                    ? "%s is not ready: cert-manager has said nothing of it; does its controller run?"
                        .formatted(name)
                    : "%s is not ready: %s".formatted(name, issuer.said())));
  }

  private static Optional<Finding> certificate(String name, @Nullable CertificateView view) {
    if (view == null) {
      return Optional.of(Finding.bad(ISSUING, "Certificate " + name + " is being made."));
    }
    if (!view.ours()) {
      return Optional.of(
          Finding.bad(
              NOT_OURS,
              ("There is a Certificate %s that was not made for this Datastore, and it is left as it"
                      + " is: delete it, or set another secretName.")
                  .formatted(name)));
    }
    if (!view.failure().isEmpty()) {
      return Optional.of(
          Finding.bad(ISSUANCE_FAILED, "Certificate %s: %s".formatted(name, view.failure())));
    }
    return view.ready()
        ? Optional.empty()
        : Optional.of(
            Finding.bad(
                ISSUING,
                view.said().isEmpty()
                    ? "Certificate %s is not ready: cert-manager has said nothing of it; does its controller run?"
                        .formatted(name)
                    : "Certificate %s is not ready: %s".formatted(name, view.said())));
  }

  /// What is only waited for is so for a while; after that it is said that it takes too long.
  private Finding overdue(Finding missing, DatastoreTls tls) {
    Duration within = GoDuration.parse(tls.issueWithin());
    Instant since = waitingSince(o.before());
    boolean late = since != null && !since.plus(within).isAfter(o.now());
    return late && missing.reason().equals(ISSUING)
        ? Finding.bad(
            OVERDUE,
            "%s This is so since %s, longer than the %s of tls.issueWithin."
                .formatted(missing.message(), since, tls.issueWithin()))
        : missing;
  }

  /// Null if nothing was waited for so far.
  static @Nullable Instant waitingSince(DatastoreStatus before) {
    return before.conditions().stream()
        .filter(c -> c.type().equals(DatastoreStatus.CERTIFICATE_READY))
        .filter(c -> c.status() != ConditionStatus.True)
        .map(StatusCondition::lastTransitionTime)
        .findAny()
        .orElse(null);
  }
}
