package io.nodesentinel.crds;

/// Who makes the certificates of a datastore.
public enum CertificateSource {
  /// cert-manager, for Certificates that the operator makes and owns.
  CertManager,
  /// Somebody else: the Secret is there and kept up to date.
  Secret
}
