package io.nodesentinel.reconcilers.datastore;

import io.nodesentinel.crds.IssuerRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One thing to do about a Datastore. Each may be repeated.
public sealed interface DatastoreStep {

  /// Make or correct a Certificate.
  record OrderCertificate(CertificateWish wish) implements DatastoreStep {}

  /// Make or correct an Issuer.
  ///
  /// @param authority the Secret of the authority with which it signs; null for a self-signed one
  record OrderIssuer(IssuerRef ref, @Nullable String authority) implements DatastoreStep {}

  /// Say which authorities are trusted.
  record Publish(String configMap, List<Trusted> authorities) implements DatastoreStep {
    public Publish {
      authorities = List.copyOf(authorities);
    }
  }

  /// Have a Certificate issued anew, before its time.
  record Reissue(String certificate, String why) implements DatastoreStep {}
}
