package io.nodesentinel.datastore.tls;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/// Certificates as text in PEM (RFC 7468), and what they say of themselves.
public final class Certificates {
  private static final Base64.Encoder BASE64 =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private Certificates() {}

  /// The certificates in a text, in order.
  ///
  /// @param name where it stands, for messages
  /// @throws GeneralSecurityException if there is none, or one cannot be read
  public static List<X509Certificate> in(String name, String pem) throws GeneralSecurityException {
    return new Pem(name, pem).certificates();
  }

  /// The certificates as one text, in order.
  public static String pem(Collection<X509Certificate> certificates) {
    return certificates.stream()
        .map(one ->
            "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                .formatted(BASE64.encodeToString(encoded(one))))
        .collect(Collectors.joining());
  }

  /// The common name of its subject; empty if it has none.
  public static String commonName(X509Certificate certificate) {
    try {
      return new LdapName(certificate.getSubjectX500Principal().getName())
          .getRdns().reversed().stream()
              .filter(part -> part.getType().equalsIgnoreCase("CN"))
              .map(Rdn::getValue)
              .map(String::valueOf)
              .findFirst()
              .orElse("");
    } catch (InvalidNameException odd) {
      throw new IllegalStateException("a name that the JDK wrote and does not read", odd);
    }
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException odd) {
      throw new IllegalStateException("a certificate that was read and is not written", odd);
    }
  }
}
