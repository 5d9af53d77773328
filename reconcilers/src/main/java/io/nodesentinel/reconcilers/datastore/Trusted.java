package io.nodesentinel.reconcilers.datastore;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An authority that is trusted.
///
/// @param fingerprint SHA-256 of the certificate, in hexadecimal
/// @param pem the certificate
/// @param superseded since when nothing in use comes from it; null while something does
public record Trusted(
    String fingerprint, String pem, Instant notAfter, @Nullable Instant superseded) {
  Trusted supersededAt(@Nullable Instant since) {
    return new Trusted(fingerprint, pem, notAfter, since);
  }
}
