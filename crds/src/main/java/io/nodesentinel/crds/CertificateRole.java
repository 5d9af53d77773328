package io.nodesentinel.crds;

/// What a certificate of a datastore is for.
public enum CertificateRole {
  /// Says to the server who we are.
  Client,
  /// Says to clients who the built-in server is.
  Server,
  /// Signs the two others, where the operator made the chain.
  Authority
}
