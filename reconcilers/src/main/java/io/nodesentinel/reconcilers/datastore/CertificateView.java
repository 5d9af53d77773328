package io.nodesentinel.reconcilers.datastore;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A Certificate of cert-manager as it is.
///
/// @param wish what its spec says, as far as we write it
/// @param ours this Datastore owns it
/// @param ready the condition Ready is true, and speaks of the present spec
/// @param issuing a new certificate is under way
/// @param said what the condition Ready says for people
/// @param failure what the last failed attempt says; empty if the last one did not fail
/// @param notBefore of the certificate in its Secret; null if there is none
/// @param notAfter of the certificate in its Secret
/// @param renewalTime when cert-manager will renew it
public record CertificateView(
    CertificateWish wish,
    boolean ours,
    boolean ready,
    boolean issuing,
    String said,
    String failure,
    @Nullable Instant notBefore,
    @Nullable Instant notAfter,
    @Nullable Instant renewalTime) {
  String name() {
    return wish.name();
  }
}
