package io.nodesentinel.datastore.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One reading of certificates or a key in PEM (RFC 7468), from a file or from memory. Keys in PKCS
/// #8, RSA keys in PKCS #1, which is what cert-manager writes by default, and EC keys in SEC 1.
/// Prints without its content.
///
/// @param name where it stands, for messages
/// @param content one character for each byte
record Pem(String name, String content) {
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN (RSA |EC |)PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END \\1PRIVATE KEY-----");
  private static final Pattern ENCRYPTED_KEY =
      Pattern.compile("-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED");

  static Pem read(Path path) throws IOException {
    return new Pem(path.toString(), Files.readString(path, StandardCharsets.ISO_8859_1));
  }

  /// The certificates, in order.
  ///
  /// @throws GeneralSecurityException if there is none, or one cannot be read
  List<X509Certificate> certificates() throws GeneralSecurityException {
    List<X509Certificate> all;
    try {
      all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(content.getBytes(StandardCharsets.ISO_8859_1)))
              .stream()
              .map((Certificate one) -> (X509Certificate) one)
              .toList();
    } catch (GeneralSecurityException failure) {
      throw new GeneralSecurityException("a certificate in " + name + " cannot be read", failure);
    }
    if (all.isEmpty()) {
      throw new GeneralSecurityException("there is no certificate in " + name);
    }
    return all;
  }

  /// The private key.
  ///
  /// @throws GeneralSecurityException if there is none that can be read; never with its content
  PrivateKey key() throws GeneralSecurityException {
    if (ENCRYPTED_KEY.matcher(content).find()) {
      throw new GeneralSecurityException(
          "the private key in " + name + " is encrypted; give it without a passphrase");
    }
    Matcher pem = KEY.matcher(content);
    if (!pem.find()) {
      throw new GeneralSecurityException(
          "there is no PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY in " + name);
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(pem.group(2));
      return key(
          switch (pem.group(1)) {
            case "RSA " -> Pkcs8.ofRsa(der);
            case "EC " -> Pkcs8.ofEc(der);
            default -> der;
          });
    } catch (IllegalArgumentException damaged) {
      throw new GeneralSecurityException("the private key in " + name + " is damaged", damaged);
    }
  }

  private PrivateKey key(byte[] pkcs8) throws GeneralSecurityException {
    InvalidKeySpecException last = null;
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException another) {
        last = another;
      }
    }
    throw new GeneralSecurityException(
        "the private key in " + name + " is damaged, or not RSA, EC or EdDSA", last);
  }

  @Override
  public String toString() {
    return name;
  }
}
