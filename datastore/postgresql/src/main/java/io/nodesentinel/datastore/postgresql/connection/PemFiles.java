package io.nodesentinel.datastore.postgresql.connection;

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

/// Certificates and keys in PEM (RFC 7468). Keys in PKCS #8, and RSA keys in PKCS #1, which is what
/// cert-manager writes by default.
final class PemFiles {
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN (RSA )?PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END (RSA )?PRIVATE KEY-----");

  /// Version 0 and the algorithm rsaEncryption, as PKCS #8 (RFC 5208) has them before an RSA key.
  private static final byte[] RSA_HEADER = {
    0x02,
    0x01,
    0x00,
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;

  private PemFiles() {}

  /// The certificates of a file, in order.
  ///
  /// @throws GeneralSecurityException if there is none, or one cannot be read
  static List<X509Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    List<X509Certificate> all =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
            .stream()
            .map((Certificate one) -> (X509Certificate) one)
            .toList();
    if (all.isEmpty()) {
      throw new GeneralSecurityException("there is no certificate in " + file);
    }
    return all;
  }

  /// The private key of a file.
  ///
  /// @throws GeneralSecurityException if there is none that can be read; never with its content
  static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
    Matcher pem = KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
    if (!pem.find()) {
      throw new GeneralSecurityException(
          "there is no private key of the kind PRIVATE KEY or RSA PRIVATE KEY in " + file);
    }
    byte[] content = Base64.getMimeDecoder().decode(pem.group(2));
    byte[] pkcs8 = pem.group(1) == null ? content : wrapped(content);
    InvalidKeySpecException last = null;
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException another) {
        last = another;
      }
    }
    throw new GeneralSecurityException(
        "the private key in " + file + " is not RSA, EC or EdDSA", last);
  }

  private static byte[] wrapped(byte[] rsaKey) {
    return encoded(SEQUENCE, joined(RSA_HEADER, encoded(OCTET_STRING, rsaKey)));
  }

  /// A DER value: tag, length, content.
  private static byte[] encoded(int tag, byte[] content) {
    int length = content.length;
    byte[] head =
        length < 0x80
            ? new byte[] {(byte) tag, (byte) length}
            : new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
    return joined(head, content);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = new byte[first.length + second.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
