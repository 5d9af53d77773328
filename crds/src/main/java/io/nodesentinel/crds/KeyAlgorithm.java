package io.nodesentinel.crds;

/// Algorithms of private keys, as cert-manager names them.
public enum KeyAlgorithm {
  RSA,
  ECDSA,
  Ed25519
}
