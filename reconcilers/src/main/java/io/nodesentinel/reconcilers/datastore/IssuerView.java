package io.nodesentinel.reconcilers.datastore;

import io.nodesentinel.crds.IssuerRef;

/// An issuer as it is.
///
/// @param there it exists
/// @param ready it can sign
/// @param said what its condition Ready says for people
public record IssuerView(IssuerRef ref, boolean there, boolean ready, String said) {
  /// An external issuer, of which nothing is known: the Certificate will say.
  public static IssuerView unknown(IssuerRef ref) {
    return new IssuerView(ref, true, true, "");
  }

  public static IssuerView absent(IssuerRef ref) {
    return new IssuerView(ref, false, false, "");
  }
}
