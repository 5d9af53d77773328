package io.nodesentinel.datastore.certificates;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate authority for one test.
public final class Authority {
  private static final AtomicLong SERIALS = new AtomicLong(1_000);
  private static final Duration DAY = Duration.ofDays(1);

  private final X500Principal name;
  private final KeyPair keys = keyPair("EC", 256);
  private final X509Certificate certificate;

  public Authority(String commonName) {
    name = new X500Principal("CN=" + commonName);
    certificate = sign(name, keys, Instant.now().plus(DAY), true);
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /// For a server that is reached by this name of a host.
  public Issued server(String host) {
    return issue(host, keyPair("EC", 256), Instant.now().plus(DAY), host);
  }

  public Issued expiredServer(String host) {
    return issue(host, keyPair("EC", 256), Instant.now().minus(DAY), host);
  }

  public Issued client(String user) {
    return client(user, "EC", 256);
  }

  public Issued client(String user, String algorithm, int bits) {
    return issue(user, keyPair(algorithm, bits), Instant.now().plus(DAY));
  }

  public Issued expiredClient(String user) {
    return issue(user, keyPair("EC", 256), Instant.now().minus(DAY));
  }

  /// A list of certificates that are good no longer, as PEM.
  public String revoke(Issued... revoked) {
    return RevocationList.of(
        certificate,
        keys.getPrivate(),
        Arrays.stream(revoked).map(Issued::certificate).toArray(X509Certificate[]::new));
  }

  /// Writes the certificates of several authorities into one file, which trusts them all.
  public static void trust(Path file, Authority... authorities) {
    Issued.writePem(file, Arrays.stream(authorities).map(Authority::certificate).toArray());
  }

  private Issued issue(String commonName, KeyPair owner, Instant until, String... hosts) {
    return new Issued(
        sign(new X500Principal("CN=" + commonName), owner, until, false, hosts),
        owner.getPrivate());
  }

  private X509Certificate sign(
      X500Principal subject, KeyPair owner, Instant until, boolean authority, String... hosts) {
    try {
      X509v3CertificateBuilder draft =
          new JcaX509v3CertificateBuilder(
              name,
              BigInteger.valueOf(SERIALS.incrementAndGet()),
              Date.from(Instant.now().minus(DAY.multipliedBy(7))),
              Date.from(until),
              subject,
              owner.getPublic());
      draft.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      if (hosts.length > 0) {
        draft.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(
                Arrays.stream(hosts)
                    .map(host -> new GeneralName(GeneralName.dNSName, host))
                    .toArray(GeneralName[]::new)));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              draft.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    } catch (GeneralSecurityException | OperatorCreationException failure) {
      throw new IllegalStateException(failure);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static KeyPair keyPair(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
