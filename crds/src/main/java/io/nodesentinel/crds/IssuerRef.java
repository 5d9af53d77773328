package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/// An issuer of cert-manager, or of an external issuer's own group.
@ApiType
public record IssuerRef(
    @Required
        @Size(max = 253) @ValidationRule(value = Rules.IS_DNS_SUBDOMAIN, message = Rules.NOT_AN_ISSUER_NAME)
        @JsonPropertyDescription("Name of the issuer.")
        String name,
    @Default("Issuer")
        @Size(min = 1, max = 63) @JsonPropertyDescription(
            "Kind of the issuer: Issuer, in the namespace of the Datastore, ClusterIssuer, or what an"
                + " external issuer calls it.")
        String kind,
    @Default("cert-manager.io")
        @Size(min = 1, max = 253) @JsonPropertyDescription("Group of the issuer; other ones are external issuers.")
        String group) {
  /// The group of cert-manager's own issuers.
  public static final String CERT_MANAGER = "cert-manager.io";

  public IssuerRef {
    name = Values.text(name);
    kind = kind == null ? "Issuer" : kind;
    group = group == null ? CERT_MANAGER : group;
  }
}
