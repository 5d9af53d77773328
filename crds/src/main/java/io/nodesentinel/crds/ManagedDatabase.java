package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/// A built-in PostgreSQL in the same namespace, which somebody else (the Helm chart) runs, and for
/// which the operator orders the server's certificate.
@ApiType
public record ManagedDatabase(
    @Required
        @Size(max = 63) @ValidationRule(
            value = "self.matches(r'^[a-z]([-a-z0-9]*[a-z0-9])?$')",
            message =
                "cannot be the name of a Service: use lower-case letters, digits and '-', and begin with"
                    + " a letter")
        @JsonPropertyDescription(
            "Name of its Service. The server's certificate is for SERVICE, SERVICE.NAMESPACE,"
                + " SERVICE.NAMESPACE.svc and SERVICE.NAMESPACE.svc.DOMAIN.")
        String serviceName,
    @Default("cluster.local")
        @Size(max = 253) @ValidationRule(
            value = Rules.IS_DNS_SUBDOMAIN,
            message = "cannot be the DNS domain of a cluster, such as cluster.local")
        @JsonPropertyDescription("DNS domain of the cluster.")
        String clusterDomain,
    @Size(max = 16) @JsonPropertyDescription("Further DNS names for which the server's certificate is.")
        List<@Size(min = 1, max = 253) String> dnsNames,
    @Size(max = 253) @ValidationRule(value = Rules.IS_OPTIONAL_DNS_SUBDOMAIN, message = Rules.NOT_A_SECRET_NAME)
        @JsonPropertyDescription(
            "Name of the Secret with the server's certificate and key, which the server mounts. Absent"
                + " means the Datastore's name and -server-tls.")
        String secretName,
    @Size(max = 253) @ValidationRule(
            value = Rules.IS_OPTIONAL_DNS_SUBDOMAIN,
            message = Rules.NOT_A_CONFIG_MAP_NAME)
        @JsonPropertyDescription(
            "Name of the ConfigMap in which the operator keeps the authorities that the server is to"
                + " trust, under ca.crt; while an authority is being replaced the old and the new one."
                + " Absent means the Datastore's name and -trust.")
        String trustConfigMap) {
  public ManagedDatabase {
    serviceName = Values.text(serviceName);
    clusterDomain = clusterDomain == null ? "cluster.local" : clusterDomain;
    dnsNames = Values.list(dnsNames);
    secretName = Values.text(secretName);
    trustConfigMap = Values.text(trustConfigMap);
  }
}
