package io.nodesentinel.reconcilers.datastore;

import static io.nodesentinel.reconcilers.datastore.CertificateWish.Usage.AUTHORITY;
import static io.nodesentinel.reconcilers.datastore.CertificateWish.Usage.CLIENT;
import static io.nodesentinel.reconcilers.datastore.CertificateWish.Usage.SERVER;

import io.nodesentinel.crds.DatastoreTls;
import io.nodesentinel.crds.GoDuration;
import io.nodesentinel.crds.KeyAlgorithm;
import io.nodesentinel.crds.KeyEncoding;
import io.nodesentinel.crds.ManagedDatabase;
import io.nodesentinel.crds.PrivateKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The Certificates that a spec asks for.
final class CertificateWishes {
  private static final Duration AUTHORITY_DURATION = Duration.ofDays(3650);
  private static final Duration AUTHORITY_RENEW_BEFORE = Duration.ofDays(365);

  private CertificateWishes() {}

  /// The common name is the user of the database.
  static CertificateWish client(DatastoreNames names, DatastoreTls tls) {
    return new CertificateWish(
        names.client(),
        CLIENT,
        names.spec().connecting().username(),
        List.of(),
        GoDuration.parse(tls.duration()),
        GoDuration.parse(tls.renewBefore()),
        tls.privateKey(),
        false,
        names.issuer());
  }

  /// The DNS names are those under which a Service is reached in its cluster. Names are in the
  /// subject alternative name alone, which has room for long ones.
  static CertificateWish server(
      DatastoreNames names, DatastoreTls tls, ManagedDatabase managed, String namespace) {
    String service = managed.serviceName();
    Set<String> hosts = new LinkedHashSet<>();
    hosts.add(service);
    hosts.add(service + "." + namespace);
    hosts.add(service + "." + namespace + ".svc");
    hosts.add(service + "." + namespace + ".svc." + managed.clusterDomain());
    hosts.addAll(managed.dnsNames());
    return new CertificateWish(
        names.server(),
        SERVER,
        "",
        new ArrayList<>(hosts),
        GoDuration.parse(tls.duration()),
        GoDuration.parse(tls.renewBefore()),
        tls.privateKey(),
        false,
        names.issuer());
  }

  /// Its renewals keep the key, so that nothing that trusts it has to learn anything. Whoever wants
  /// another key deletes its Secret.
  static CertificateWish authority(DatastoreNames names) {
    return new CertificateWish(
        names.authority(),
        AUTHORITY,
        names.authority(),
        List.of(),
        AUTHORITY_DURATION,
        AUTHORITY_RENEW_BEFORE,
        new PrivateKeySpec(KeyAlgorithm.ECDSA, KeyEncoding.PKCS8),
        true,
        names.selfSigned());
  }
}
