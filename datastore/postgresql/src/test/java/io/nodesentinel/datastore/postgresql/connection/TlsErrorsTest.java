package io.nodesentinel.datastore.postgresql.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import java.security.cert.CertificateNotYetValidException;
import java.sql.SQLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class TlsErrorsTest {
  @Test
  void an_alert_of_the_server_is_an_error_about_certificates_that_no_retry_mends() {
    DatastoreException error =
        of(new SSLHandshakeException("Received fatal alert: certificate_revoked"));
    assertThat(error.kind()).isEqualTo(Kind.CERTIFICATE);
    assertThat(error.isRetryable()).isFalse();
    assertThat(error)
        .hasMessageContaining("the server refused the connection, or our certificate")
        .hasMessageEndingWith("certificate revoked");
  }

  @Test
  void a_certificate_of_tomorrow_points_to_the_clocks() {
    assertThat(of(new CertificateNotYetValidException("NotBefore: tomorrow")))
        .hasMessageContaining("not valid yet; compare the clocks");
  }

  private static DatastoreException of(Exception cause) {
    return SqlErrors.of(new SQLException("failed", "08006", cause), Kind.CONNECTION, "connecting");
  }
}
