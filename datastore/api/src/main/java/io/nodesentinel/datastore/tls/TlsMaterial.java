package io.nodesentinel.datastore.tls;

import io.nodesentinel.datastore.config.PemTexts;
import io.nodesentinel.datastore.config.SslMode;
import io.nodesentinel.datastore.config.Tls;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// What the PEM files, or texts, said at one reading, ready for connections.
///
/// @param mode what is checked
/// @param context with our certificate, and the authorities that we trust
/// @param own our certificate
/// @param expiry of the first of the certificates that expires; empty if there are none
public record TlsMaterial(
    SslMode mode, SSLContext context, Optional<X509Certificate> own, Optional<Instant> expiry) {
  private static final char[] NO_PASSWORD = {};

  /// What was said at one moment. A renewal may fall between two readings of files; then the key
  /// does not fit the certificate, which is found out when they are put to use.
  record Reading(Optional<Pem> certificate, Optional<Pem> key, Optional<Pem> roots) {
    static Reading of(Tls tls) throws IOException {
      return tls.memory().isPresent() ? of(tls.memory().get().get()) : ofFiles(tls);
    }

    private static Reading of(PemTexts texts) {
      return new Reading(
          texts.certificate().map(text -> new Pem("the certificate of " + texts, text)),
          texts.key().map(text -> new Pem("the key of " + texts, text)),
          texts.rootCertificates().map(text -> new Pem("the authorities of " + texts, text)));
    }

    private static Reading ofFiles(Tls tls) throws IOException {
      return new Reading(read(tls.certificate()), read(tls.key()), read(tls.rootCertificates()));
    }

    private static Optional<Pem> read(Optional<Path> path) throws IOException {
      return path.isPresent() ? Optional.of(Pem.read(path.get())) : Optional.empty();
    }
  }

  /// What these texts say.
  ///
  /// @throws GeneralSecurityException with a sentence that never quotes them, if they cannot be
  ///   used
  public static TlsMaterial of(SslMode mode, PemTexts texts) throws GeneralSecurityException {
    try {
      return of(mode, Reading.of(texts));
    } catch (IOException odd) {
      throw new GeneralSecurityException(odd);
    }
  }

  /// @throws GeneralSecurityException if a part does not have what it should
  /// @throws IOException never, since nothing is loaded
  static TlsMaterial of(SslMode mode, Reading files) throws GeneralSecurityException, IOException {
    List<X509Certificate> own = certificates(files.certificate());
    List<X509Certificate> roots = certificates(files.roots());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.isEmpty() ? null : keys(own, key(files)), trust(mode, roots), null);
    List<X509Certificate> all = new ArrayList<>(own);
    all.addAll(roots);
    return new TlsMaterial(
        mode,
        context,
        own.stream().findFirst(),
        all.stream().map(one -> one.getNotAfter().toInstant()).min(Instant::compareTo));
  }

  /// Asked before connecting: a server that refuses a certificate resets the connection, and its
  /// words may get lost on the way.
  ///
  /// @throws SSLException if our certificate has expired
  public void checkOwnExpiry(Instant now) throws SSLException {
    if (own.isPresent() && own.get().getNotAfter().toInstant().isBefore(now)) {
      throw new SSLException(
          "our certificate (%s) has expired at %s"
              .formatted(
                  own.get().getSubjectX500Principal().getName(),
                  own.get().getNotAfter().toInstant()));
    }
  }

  private static List<X509Certificate> certificates(Optional<Pem> file)
      throws GeneralSecurityException {
    return file.isPresent() ? file.get().certificates() : List.of();
  }

  private static Pem key(Reading said) throws GeneralSecurityException {
    return said.key()
        .orElseThrow(() ->
            new GeneralSecurityException(
                "there is no private key beside " + said.certificate().orElseThrow()));
  }

  private static KeyManager[] keys(List<X509Certificate> chain, Pem file)
      throws GeneralSecurityException, IOException {
    PrivateKey key = file.key();
    if (!fits(key, chain.getFirst())) {
      throw new GeneralSecurityException(
          "the private key in " + file + " is not the one of the certificate");
    }
    KeyStore store = empty();
    store.setKeyEntry("client", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, NO_PASSWORD);
    return keys.getKeyManagers();
  }

  /// Whether what the key signs is found to be signed by the owner of the certificate.
  private static boolean fits(PrivateKey key, X509Certificate certificate)
      throws GeneralSecurityException {
    String owner = certificate.getPublicKey().getAlgorithm();
    if (!owner.equals(key.getAlgorithm())) {
      return false;
    }
    Signature signature =
        Signature.getInstance(
            switch (owner) {
              case "RSA" -> "SHA256withRSA";
              case "EC" -> "SHA256withECDSA";
              default -> owner;
            });
    signature.initSign(key);
    signature.update(certificate.getEncoded());
    byte[] signed = signature.sign();
    signature.initVerify(certificate.getPublicKey());
    signature.update(certificate.getEncoded());
    return signature.verify(signed);
  }

  private static TrustManager[] trust(SslMode mode, List<X509Certificate> roots)
      throws GeneralSecurityException, IOException {
    if (mode == SslMode.REQUIRE) {
      return new TrustManager[] {new BelieveWhoeverAnswers()};
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store(roots));
    return trust.getTrustManagers();
  }

  /// @return null for the authorities of the JVM
  private static @Nullable KeyStore store(List<X509Certificate> roots)
      throws GeneralSecurityException, IOException {
    if (roots.isEmpty()) {
      return null;
    }
    KeyStore store = empty();
    for (int i = 0; i < roots.size(); i++) {
      store.setCertificateEntry("root-" + i, roots.get(i));
    }
    return store;
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
