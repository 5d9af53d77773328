package io.nodesentinel.operator.datastore;

import io.nodesentinel.datastore.config.PemTexts;
import io.nodesentinel.datastore.config.SslMode;
import io.nodesentinel.datastore.tls.Certificates;
import io.nodesentinel.datastore.tls.TlsErrors;
import io.nodesentinel.datastore.tls.TlsMaterial;
import io.nodesentinel.reconcilers.datastore.CertificateFacts;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;

/// What the Secrets say at one moment, found to fit together.
///
/// @param facts of the client's certificate
record Offer(PemTexts texts, CertificateFacts facts) {

  /// What is wrong with it.
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(String words) {
      super(words);
    }
  }

  /// @throws Unusable with words for a person, without a full stop, and never what the Secrets hold
  static Offer of(SslMode mode, PemTexts texts) throws Unusable {
    try {
      X509Certificate own =
          TlsMaterial.of(mode, texts)
              .own()
              .orElseThrow(() -> new Unusable("there is no certificate in " + texts));
      return new Offer(
          texts,
          new CertificateFacts(
              Certificates.commonName(own),
              own.getSerialNumber().toString(16),
              own.getNotBefore().toInstant(),
              own.getNotAfter().toInstant()));
    } catch (GeneralSecurityException unusable) {
      throw new Unusable(TlsErrors.words(unusable));
    }
  }

  boolean hasSameCertificate(Offer other) {
    return texts.certificate().equals(other.texts.certificate())
        && texts.key().equals(other.texts.key());
  }

  Offer trusting(PemTexts roots) {
    return new Offer(
        new PemTexts(texts.name(), texts.certificate(), texts.key(), roots.rootCertificates()),
        facts);
  }
}
