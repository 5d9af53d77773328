package io.nodesentinel.reconcilers.datastore;

import io.nodesentinel.crds.DatastoreSpec;
import io.nodesentinel.crds.DatastoreStatus;
import io.nodesentinel.crds.IssuerRef;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that decides about one Datastore.
///
/// @param before its status as it was
/// @param certManagerServed the API server knows cert-manager's types
/// @param certificates those that exist, by name
/// @param issuers those that were asked for
/// @param trusted what the ConfigMap with the authorities says now; null if it is not there
public record DatastoreObserved(
    Instant now,
    String namespace,
    String name,
    @Nullable Long generation,
    DatastoreSpec spec,
    DatastoreStatus before,
    boolean certManagerServed,
    Map<String, CertificateView> certificates,
    Map<IssuerRef, IssuerView> issuers,
    @Nullable List<Trusted> trusted,
    Material material,
    StoreView store) {
  public DatastoreObserved {
    certificates = Map.copyOf(certificates);
    issuers = Map.copyOf(issuers);
    trusted = trusted == null ? null : List.copyOf(trusted);
  }

  DatastoreNames names() {
    return new DatastoreNames(name, spec);
  }

  @Nullable CertificateView certificate(String named) {
    return certificates.get(named);
  }
}
