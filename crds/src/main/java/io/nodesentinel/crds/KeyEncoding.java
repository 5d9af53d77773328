package io.nodesentinel.crds;

/// How a private key is written into a Secret, as cert-manager names it.
public enum KeyEncoding {
  /// PKCS#1 for RSA, SEC 1 for ECDSA.
  PKCS1,
  PKCS8
}
