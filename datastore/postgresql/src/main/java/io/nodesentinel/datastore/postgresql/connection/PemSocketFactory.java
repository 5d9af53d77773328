package io.nodesentinel.datastore.postgresql.connection;

import io.nodesentinel.datastore.config.SslMode;
import io.nodesentinel.datastore.tls.TlsFiles;
import io.nodesentinel.datastore.tls.TlsMaterial;
import java.io.IOException;
import java.net.Socket;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.postgresql.ssl.WrappedFactory;

/// TLS from PEM files. The driver knows factories by the name of their class only, and makes one
/// for each connection; the argument that it hands over says whose files are meant.
public final class PemSocketFactory extends WrappedFactory {
  /// Of the stores that are open.
  private static final Map<String, TlsFiles> FILES = new ConcurrentHashMap<>();

  private final boolean verifyName;

  /// Called by the driver.
  ///
  /// @param files what [#register] gave
  /// @throws SSLException if our certificate has expired, or the store has been closed meanwhile
  public PemSocketFactory(String files) throws SSLException {
    TlsFiles known = FILES.get(files);
    if (known == null) {
      throw new SSLException("the store has been closed");
    }
    TlsMaterial material = known.current();
    material.checkOwnExpiry(Instant.now());
    factory = material.context().getSocketFactory();
    verifyName = material.mode() == SslMode.VERIFY_FULL;
  }

  /// Makes files known to the driver, until they are forgotten.
  static String register(TlsFiles files) {
    String name = UUID.randomUUID().toString();
    FILES.put(name, files);
    return name;
  }

  static void forget(String name) {
    FILES.remove(name);
  }

  /// The name is checked in the handshake, before anything is sent, and the error says which names
  /// the certificate has. The driver checks it once more.
  @Override
  public Socket createSocket(Socket plain, String host, int port, boolean autoClose)
      throws IOException {
    Socket socket = super.createSocket(plain, host, port, autoClose);
    if (verifyName && socket instanceof SSLSocket secured) {
      SSLParameters parameters = secured.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secured.setSSLParameters(parameters);
    }
    return socket;
  }
}
