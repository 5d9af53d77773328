package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;

/// Under which keys of a Secret the parts stand.
@ApiType
public record CertificateFiles(
    @Default("tls.crt")
        @Size(min = 1, max = 253) @JsonPropertyDescription("Key of the certificate, with those between it and the authority.")
        String certificate,
    @Default("tls.key")
        @Size(min = 1, max = 253) @JsonPropertyDescription("Key of the private key.")
        String privateKey,
    @Default("ca.crt")
        @Size(min = 1, max = 253) @JsonPropertyDescription("Key of the certificates of the authorities that we trust.")
        String authorities) {
  public CertificateFiles {
    certificate = certificate == null ? "tls.crt" : certificate;
    privateKey = privateKey == null ? "tls.key" : privateKey;
    authorities = authorities == null ? "ca.crt" : authorities;
  }

  /// As cert-manager names them.
  public static CertificateFiles usual() {
    return new CertificateFiles("tls.crt", "tls.key", "ca.crt");
  }
}
