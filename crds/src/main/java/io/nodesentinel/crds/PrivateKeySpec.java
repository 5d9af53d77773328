package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.ValidationRule;

/// What kind of private key a certificate gets.
@ApiType
@ValidationRule(
    value =
        "!(has(self.algorithm) && self.algorithm == 'Ed25519') || (has(self.encoding) && self.encoding =="
            + " 'PKCS8')",
    message = "keys of Ed25519 are always written as PKCS8: set encoding: PKCS8",
    fieldPath = ".encoding",
    reason = Rules.FORBIDDEN)
public record PrivateKeySpec(
    @Default("RSA")
        @JsonPropertyDescription("Algorithm of the key. RSA has 2048 bits, ECDSA the curve P-256.")
        KeyAlgorithm algorithm,
    @Default("PKCS1")
        @JsonPropertyDescription(
            "How the key is written: PKCS1 (for ECDSA this means SEC 1), which is cert-manager's own"
                + " default, or PKCS8. The operator reads all of them.")
        KeyEncoding encoding) {
  public PrivateKeySpec {
    algorithm = algorithm == null ? KeyAlgorithm.RSA : algorithm;
    encoding = encoding == null ? KeyEncoding.PKCS1 : encoding;
  }

  /// What cert-manager makes when nothing is said.
  public static PrivateKeySpec usual() {
    return new PrivateKeySpec(KeyAlgorithm.RSA, KeyEncoding.PKCS1);
  }
}
