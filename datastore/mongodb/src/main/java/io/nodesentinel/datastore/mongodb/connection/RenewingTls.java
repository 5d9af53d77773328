package io.nodesentinel.datastore.mongodb.connection;

import io.nodesentinel.datastore.tls.TlsFiles;
import io.nodesentinel.datastore.tls.TlsMaterial;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.time.Instant;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/// A context whose every new connection uses the PEM files as they are then.
///
/// Each reading of the files has a context of its own, so a session of an earlier certificate is
/// never resumed with a new one.
final class RenewingTls extends SSLContext {

  RenewingTls(TlsFiles files) {
    super(new Spi(files), files.current().context().getProvider(), "TLS");
  }

  private static final class Spi extends SSLContextSpi {
    private final TlsFiles files;

    Spi(TlsFiles files) {
      this.files = files;
    }

    private SSLContext now() {
      return files.current().context();
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
        throws KeyManagementException {
      throw new KeyManagementException("the PEM files say what is used");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      return new Sockets(files);
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      return now().getServerSocketFactory();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      return now().createSSLEngine();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      return now().createSSLEngine(host, port);
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      return now().getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      return now().getClientSessionContext();
    }
  }

  /// Looks at the files for each socket, so that it does not matter how long a driver keeps it.
  private static final class Sockets extends SSLSocketFactory {
    private final TlsFiles files;

    Sockets(TlsFiles files) {
      this.files = files;
    }

    private SSLSocketFactory now() throws IOException {
      TlsMaterial material = files.current();
      material.checkOwnExpiry(Instant.now());
      return material.context().getSocketFactory();
    }

    @Override
    public Socket createSocket() throws IOException {
      return now().createSocket();
    }

    @Override
    public Socket createSocket(Socket plain, String host, int port, boolean autoClose)
        throws IOException {
      return now().createSocket(plain, host, port, autoClose);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      return now().createSocket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
        throws IOException {
      return now().createSocket(host, port, local, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      return now().createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
        throws IOException {
      return now().createSocket(host, port, local, localPort);
    }

    @Override
    public String[] getDefaultCipherSuites() {
      return files.current().context().getSocketFactory().getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return files.current().context().getSocketFactory().getSupportedCipherSuites();
    }
  }
}
