package io.nodesentinel.datastore.certificates;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Certificate revocation lists (RFC 5280, section 5), as PEM.
public final class RevocationList {
  private RevocationList() {}

  /// @param key of the authority: an EC key
  public static String of(X509Certificate authority, PrivateKey key, X509Certificate... revoked) {
    Instant now = Instant.now();
    try {
      JcaX509v2CRLBuilder list = new JcaX509v2CRLBuilder(authority, Date.from(now));
      list.setNextUpdate(Date.from(now.plus(Duration.ofDays(1))));
      for (X509Certificate one : revoked) {
        list.addCRLEntry(one.getSerialNumber(), Date.from(now), CRLReason.keyCompromise);
      }
      StringWriter text = new StringWriter();
      try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
        pem.writeObject(list.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
      }
      return text.toString();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (OperatorCreationException odd) {
      throw new IllegalStateException(odd);
    }
  }

  /// The same.
  ///
  /// @param key PEM, in PKCS #8
  public static String of(X509Certificate authority, String key, X509Certificate... revoked) {
    try (PEMParser parser = new PEMParser(new StringReader(key))) {
      PrivateKeyInfo parsed = (PrivateKeyInfo) parser.readObject();
      return of(authority, new JcaPEMKeyConverter().getPrivateKey(parsed), revoked);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
