package io.nodesentinel.reconcilers.datastore;

import io.nodesentinel.crds.IssuerRef;
import io.nodesentinel.crds.PrivateKeySpec;
import java.time.Duration;
import java.util.List;

/// A Certificate as it should be; its Secret has the same name.
///
/// @param keepsKey a renewal keeps the private key, so that whatever trusts the old certificate
///   trusts the new one
public record CertificateWish(
    String name,
    Usage usage,
    String commonName,
    List<String> dnsNames,
    Duration duration,
    Duration renewBefore,
    PrivateKeySpec privateKey,
    boolean keepsKey,
    IssuerRef issuer) {

  /// What it is for.
  public enum Usage {
    CLIENT,
    SERVER,
    AUTHORITY
  }

  public CertificateWish {
    dnsNames = List.copyOf(dnsNames);
  }

  CertificateWish signedBy(IssuerRef other) {
    return new CertificateWish(
        name, usage, commonName, dnsNames, duration, renewBefore, privateKey, keepsKey, other);
  }
}
