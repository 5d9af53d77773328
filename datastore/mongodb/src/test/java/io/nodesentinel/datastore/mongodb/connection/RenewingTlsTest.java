package io.nodesentinel.datastore.mongodb.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.datastore.certificates.Authority;
import io.nodesentinel.datastore.config.SslMode;
import io.nodesentinel.datastore.config.Tls;
import io.nodesentinel.datastore.tls.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenewingTlsTest {
  private final Authority authority = new Authority("authority");
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @TempDir Path folder;

  @BeforeEach
  void writeFiles() {
    Authority.trust(file("ca.crt"), authority);
    authority.client("first").write(file("tls.crt"), file("tls.key"));
    authority.server("localhost").write(file("server.crt"), file("server.key"));
  }

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  @Test
  void a_factory_that_a_driver_keeps_uses_the_certificate_of_now() throws Exception {
    SSLSocketFactory factory = new RenewingTls(new TlsFiles(tls(), "mongodb")).getSocketFactory();
    assertThat(greeted(factory)).isEqualTo("CN=first");

    authority.client("second").write(file("tls.crt"), file("tls.key"));

    assertThat(greeted(factory)).isEqualTo("CN=second");
  }

  @Test
  void an_authority_that_is_not_trusted_any_more_is_refused_from_then_on() throws Exception {
    SSLSocketFactory factory = new RenewingTls(new TlsFiles(tls(), "mongodb")).getSocketFactory();
    assertThat(greeted(factory)).isEqualTo("CN=first");

    Authority.trust(file("ca.crt"), new Authority("another"));

    assertThatThrownBy(() -> greeted(factory)).isInstanceOf(IOException.class);
  }

  @Test
  void a_certificate_of_ours_that_has_expired_is_said_before_connecting() {
    authority.expiredClient("late").write(file("tls.crt"), file("tls.key"));
    SSLSocketFactory factory = new RenewingTls(new TlsFiles(tls(), "mongodb")).getSocketFactory();
    assertThatThrownBy(() -> factory.createSocket())
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("CN=late");
  }

  /// Who the server finds at the other end of one connection.
  private String greeted(SSLSocketFactory factory) throws Exception {
    TlsFiles server =
        new TlsFiles(
            new Tls(
                SslMode.VERIFY_CA,
                Optional.of(file("server.crt")),
                Optional.of(file("server.key")),
                Optional.of(folder.resolve("clients.crt"))),
            "test");
    try (SSLServerSocket listening =
        (SSLServerSocket)
            server
                .current()
                .context()
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listening.setNeedClientAuth(true);
      Future<String> name =
          threads.submit(() -> {
            try (SSLSocket accepted = (SSLSocket) listening.accept()) {
              accepted.getOutputStream().write(1);
              X509Certificate peer =
                  (X509Certificate) accepted.getSession().getPeerCertificates()[0];
              return peer.getSubjectX500Principal().getName();
            }
          });
      try (SSLSocket socket =
          (SSLSocket) factory.createSocket("localhost", listening.getLocalPort())) {
        socket.getInputStream().read();
        return name.get();
      }
    }
  }

  private Tls tls() {
    Authority.trust(folder.resolve("clients.crt"), authority);
    return new Tls(
        SslMode.VERIFY_FULL,
        Optional.of(file("tls.crt")),
        Optional.of(file("tls.key")),
        Optional.of(file("ca.crt")));
  }

  private Path file(String name) {
    return folder.resolve(name);
  }
}
