package io.nodesentinel.datastore.config;

/// How a connection is protected. Each means what it says, whether there is a password or not.
public enum SslMode {
  /// Plain text. For tests on the same machine.
  DISABLE("disable"),
  /// Encrypted; whoever answers is believed.
  REQUIRE("require"),
  /// Encrypted, and the certificate comes from an authority that we trust.
  VERIFY_CA("verify-ca"),
  /// The same, and it is made out for the host that we asked for. The default.
  VERIFY_FULL("verify-full");

  private final String text;

  SslMode(String text) {
    this.text = text;
  }

  /// As it is written in configurations.
  public String text() {
    return text;
  }
}
