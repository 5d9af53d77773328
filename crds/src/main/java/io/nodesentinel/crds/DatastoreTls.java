package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/// The certificates of a datastore. Durations are Go durations.
@ApiType
@ValidationRule(
    value =
        "!(has(self.source) && self.source == 'Secret') || (has(self.secretName) && size(self.secretName)"
            + " > 0)",
    message =
        "source Secret needs secretName: the name of the Secret with the client's certificate and key",
    fieldPath = ".secretName",
    reason = Rules.REQUIRED)
@ValidationRule(
    value = "!(has(self.source) && self.source == 'Secret') || !has(self.issuerRef)",
    message =
        "with source Secret nothing is issued, so issuerRef would not be used: remove it, or use source"
            + " CertManager",
    fieldPath = ".issuerRef",
    reason = Rules.FORBIDDEN)
public record DatastoreTls(
    @Default("CertManager")
        @JsonPropertyDescription(
            "Who makes the certificates. CertManager: the operator makes and owns cert-manager"
                + " Certificates. Secret: somebody else keeps the Secret up to date.")
        CertificateSource source,
    @JsonPropertyDescription(
            "The issuer that signs. Absent, with source CertManager: the operator makes a chain of its"
                + " own, a self-signed authority and an Issuer that signs with it.")
        @Nullable IssuerRef issuerRef,
    @Size(max = 253) @ValidationRule(value = Rules.IS_OPTIONAL_DNS_SUBDOMAIN, message = Rules.NOT_A_SECRET_NAME)
        @JsonPropertyDescription(
            "Name of the Secret with the client's certificate and key, in the namespace of the"
                + " Datastore. Absent means the Datastore's name and -client-tls.")
        String secretName,
    @Size(max = 253) @ValidationRule(value = Rules.IS_OPTIONAL_DNS_SUBDOMAIN, message = Rules.NOT_A_SECRET_NAME)
        @JsonPropertyDescription(
            "Name of a Secret with the authorities that signed the server's certificate, where they are"
                + " not those in the client's Secret.")
        String caSecret,
    @JsonPropertyDescription("Under which keys of these Secrets the parts stand.")
        CertificateFiles files,
    @Default("2160h")
        @Size(max = 32) @ValidationRule(value = Rules.IS_DURATION, message = Rules.NOT_A_DURATION)
        @JsonPropertyDescription(
            "How long an issued certificate is valid; cert-manager asks for 1h at least.")
        String duration,
    @Default("720h")
        @Size(max = 32) @ValidationRule(value = Rules.IS_DURATION, message = Rules.NOT_A_DURATION)
        @JsonPropertyDescription(
            "How long before its end a certificate is renewed; cert-manager asks for 5m at least.")
        String renewBefore,
    @JsonPropertyDescription("What kind of private keys the certificates get.")
        PrivateKeySpec privateKey,
    @Default("2m")
        @Size(max = 32) @ValidationRule(value = Rules.IS_DURATION, message = Rules.NOT_A_DURATION)
        @JsonPropertyDescription(
            "How long certificates may take to become ready before the status calls them overdue. The"
                + " operator goes on waiting after it.")
        String issueWithin,
    @Default("10m")
        @Size(max = 32) @ValidationRule(value = Rules.IS_DURATION, message = Rules.NOT_A_DURATION)
        @JsonPropertyDescription(
            "How long an authority that was replaced stays trusted after nothing in use comes from it any"
                + " more. A server needs a minute or two until it has taken up new certificates.")
        String trustOverlap) {
  public DatastoreTls {
    source = source == null ? CertificateSource.CertManager : source;
    secretName = Values.text(secretName);
    caSecret = Values.text(caSecret);
    files = files == null ? CertificateFiles.usual() : files;
    duration = duration == null ? "2160h" : duration;
    renewBefore = renewBefore == null ? "720h" : renewBefore;
    privateKey = privateKey == null ? PrivateKeySpec.usual() : privateKey;
    issueWithin = issueWithin == null ? "2m" : issueWithin;
    trustOverlap = trustOverlap == null ? "10m" : trustOverlap;
  }
}
