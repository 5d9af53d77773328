package io.nodesentinel.datastore.postgresql.connection;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/// Sockets on which a write to somebody who has hung up fails no sooner than the read after it.
///
/// A server that refuses our certificate says why in an alert (RFC 8446, section 6) and hangs up
/// while we are still writing our part of the handshake. The failure of that write, "Broken pipe",
/// would hide the alert, which has arrived by then. Here the read that follows finds the alert, or
/// fails. Nothing is sent in this protocol that is not answered, so nothing is taken for sent.
///
/// The driver makes it by the name of the class.
public final class PatientSockets extends SocketFactory {
  @Override
  public Socket createSocket() {
    return new Patient();
  }

  /// The driver connects by itself, with its own time limit.
  @Override
  public Socket createSocket(String host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
    throw new UnsupportedOperationException();
  }

  private static final class Patient extends Socket {
    @Override
    public OutputStream getOutputStream() throws IOException {
      return new FilterOutputStream(super.getOutputStream()) {
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          try {
            out.write(bytes, offset, length);
          } catch (IOException hungUp) {
            if (isClosed() || isInputShutdown()) {
              throw hungUp;
            }
          }
        }
      };
    }
  }
}
