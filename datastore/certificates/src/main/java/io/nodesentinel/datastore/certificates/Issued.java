package io.nodesentinel.datastore.certificates;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.util.io.pem.PemObject;

/// A certificate with its key.
public record Issued(X509Certificate certificate, PrivateKey key) {

  /// How a key is written.
  public enum KeyForm {
    PKCS8,
    /// PKCS #1 for RSA, SEC 1 for EC.
    TRADITIONAL
  }

  public void write(Path certificateFile, Path keyFile) {
    write(certificateFile, keyFile, KeyForm.PKCS8);
  }

  /// First the certificate, then the key, as somebody does who renews them by hand.
  public void write(Path certificateFile, Path keyFile, KeyForm form) {
    writePem(certificateFile, certificate);
    writePem(keyFile, keyAs(form));
  }

  private Object keyAs(KeyForm form) {
    try {
      if (form == KeyForm.PKCS8) {
        return new JcaPKCS8Generator(key, null);
      }
      return key instanceof ECPrivateKey ec ? sec1(ec) : key;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// With its curve, as OpenSSL and cert-manager write it.
  private static PemObject sec1(ECPrivateKey key) throws IOException {
    return new PemObject(
        "EC PRIVATE KEY",
        new org.bouncycastle.asn1.sec.ECPrivateKey(
                key.getParams().getOrder().bitLength(),
                key.getS(),
                PrivateKeyInfo.getInstance(key.getEncoded())
                    .getPrivateKeyAlgorithm()
                    .getParameters())
            .getEncoded());
  }

  /// Replaces a file whole. Only its owner may read it, which PostgreSQL demands of keys.
  public static void writePem(Path file, Object... contents) {
    StringWriter text = new StringWriter();
    try {
      try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
        for (Object content : contents) {
          pem.writeObject(content);
        }
      }
      Path draft = Files.createTempFile(file.getParent(), "draft", ".pem");
      Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
      Files.writeString(draft, text.toString());
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public String toString() {
    return certificate.getSubjectX500Principal().getName();
  }
}
