package io.nodesentinel.reconcilers.datastore;

import java.time.Instant;

/// What a certificate says of itself.
///
/// @param serialNumber in hexadecimal
public record CertificateFacts(
    String commonName, String serialNumber, Instant notBefore, Instant notAfter) {
  boolean hasExpired(Instant now) {
    return !notAfter.isAfter(now);
  }
}
