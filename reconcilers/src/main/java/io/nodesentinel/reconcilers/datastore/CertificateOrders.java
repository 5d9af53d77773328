package io.nodesentinel.reconcilers.datastore;

import io.nodesentinel.crds.IssuerRef;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// cert-manager's objects, and the ConfigMap with the authorities, in the namespace of the
/// Datastore. Each call is one request or a few; failures are
/// [io.nodesentinel.reconcilers.port.ApiException]s.
public interface CertificateOrders {
  /// The API server knows cert-manager's types.
  boolean isServed();

  /// The Certificate of that name.
  ///
  /// @param owner the UID of the Datastore that asks whether it is its own
  Optional<CertificateView> certificate(String name, String owner);

  /// The issuer; one of a foreign group is not looked at.
  IssuerView issuer(IssuerRef ref);

  /// What the ConfigMap says is trusted; null if it is not there or says nothing.
  @Nullable List<Trusted> trusted(String configMap);

  /// Carries out one step, for this Datastore, which becomes the owner of what is made.
  void carryOut(DatastoreStep step, Owner owner);

  /// A Datastore as owner references name it.
  record Owner(String name, String uid) {}
}
