package io.nodesentinel.reconcilers.datastore;

import io.nodesentinel.crds.DatastoreSpec;
import io.nodesentinel.crds.IssuerRef;

/// What the objects around one Datastore are called, all in its namespace. A Certificate has the
/// name of its Secret.
///
/// @param datastore its own name
public record DatastoreNames(String datastore, DatastoreSpec spec) {
  private static final String ISSUER = "Issuer";

  /// The Secret with the client's certificate.
  public String client() {
    return spec.tls() == null || spec.tls().secretName().isEmpty()
        ? datastore + "-client-tls"
        : spec.tls().secretName();
  }

  /// The Secret with the built-in server's certificate.
  public String server() {
    return spec.managed() == null || spec.managed().secretName().isEmpty()
        ? datastore + "-server-tls"
        : spec.managed().secretName();
  }

  /// The Secret with the authority of a chain that the operator made.
  public String authority() {
    return datastore + "-ca";
  }

  /// The ConfigMap with the authorities that are trusted.
  public String trust() {
    return spec.managed() == null || spec.managed().trustConfigMap().isEmpty()
        ? datastore + "-trust"
        : spec.managed().trustConfigMap();
  }

  /// Signs the authority of a chain that the operator made.
  public IssuerRef selfSigned() {
    return new IssuerRef(datastore + "-selfsigned", ISSUER, IssuerRef.CERT_MANAGER);
  }

  /// Signs the certificates of client and server.
  public IssuerRef issuer() {
    return spec.tls() == null || spec.tls().issuerRef() == null
        ? new IssuerRef(authority(), ISSUER, IssuerRef.CERT_MANAGER)
        : spec.tls().issuerRef();
  }

  /// Where the server is, as the client asks for it.
  public String host(String namespace) {
    String host = spec.connecting().host();
    return host.isEmpty() && spec.managed() != null
        ? spec.managed().serviceName() + "." + namespace + ".svc"
        : host;
  }
}
