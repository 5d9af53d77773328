package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One certificate of a datastore.
@ApiType
public record CertificateStatus(
    @Required @JsonPropertyDescription("What the certificate is for.") CertificateRole role,
    @Required @Size(max = 253) @JsonPropertyDescription("Name of the Secret that it stands in.")
        String secretName,
    @Size(max = 253) @JsonPropertyDescription("The common name of its subject.") String commonName,
    @Size(max = 64) @JsonPropertyDescription("Its serial number, in hexadecimal.")
        String serialNumber,
    @Rfc3339 @JsonPropertyDescription("From when it is valid.") @Nullable Instant notBefore,
    @Rfc3339 @JsonPropertyDescription("When it expires.") @Nullable Instant notAfter,
    @Rfc3339 @JsonPropertyDescription("When cert-manager renews it.")
        @Nullable Instant renewalTime) {
  public CertificateStatus {
    secretName = Values.text(secretName);
    commonName = Values.text(commonName);
    serialNumber = Values.text(serialNumber);
  }
}
