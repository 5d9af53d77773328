package io.nodesentinel.datastore.postgresql.connection;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.postgresql.ssl.WrappedFactory;

/// TLS from PEM files. The driver makes one for each connection, so each connection has the files
/// as they are then. The driver itself checks the name of the host where the mode says so.
public final class PemSocketFactory extends WrappedFactory {
  private static final char[] NO_PASSWORD = {};

  /// @param driver the driver's properties: `sslmode`, `sslrootcert`, `sslcert`, `sslkey`
  /// @throws IOException if a file cannot be read
  /// @throws GeneralSecurityException if a file does not have what it should
  public PemSocketFactory(Properties driver) throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys(driver), trust(driver), null);
    factory = context.getSocketFactory();
  }

  private static KeyManager @Nullable [] keys(Properties driver)
      throws IOException, GeneralSecurityException {
    String certificate = driver.getProperty("sslcert");
    String key = driver.getProperty("sslkey");
    if (certificate == null || key == null) {
      return null;
    }
    KeyStore store = empty();
    store.setKeyEntry(
        "client",
        PemFiles.key(Path.of(key)),
        NO_PASSWORD,
        PemFiles.certificates(Path.of(certificate)).toArray(Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, NO_PASSWORD);
    return keys.getKeyManagers();
  }

  private static TrustManager[] trust(Properties driver)
      throws IOException, GeneralSecurityException {
    if ("require".equals(driver.getProperty("sslmode"))) {
      return new TrustManager[] {new BelieveWhoeverAnswers()};
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    String roots = driver.getProperty("sslrootcert");
    trust.init(roots == null ? null : store(PemFiles.certificates(Path.of(roots))));
    return trust.getTrustManagers();
  }

  private static KeyStore store(List<X509Certificate> certificates)
      throws IOException, GeneralSecurityException {
    KeyStore store = empty();
    for (int i = 0; i < certificates.size(); i++) {
      store.setCertificateEntry("root-" + i, certificates.get(i));
    }
    return store;
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  /// What `sslmode=require` means in PostgreSQL: encrypted, by whomever.
  private static final class BelieveWhoeverAnswers implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
