package io.nodesentinel.datastore.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.nodesentinel.datastore.certificates.Authority;
import io.nodesentinel.datastore.certificates.Issued;
import io.nodesentinel.datastore.config.SslMode;
import io.nodesentinel.datastore.config.Tls;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class TlsFilesTest {
  private static final Authority AUTHORITY = new Authority("authority");
  private static final Logger LOG = (Logger) LoggerFactory.getLogger(TlsFiles.class);

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @TempDir Path folder;

  @BeforeEach
  void writeFilesAndListen() {
    Authority.trust(file("ca.crt"), AUTHORITY);
    AUTHORITY.client("first").write(file("tls.crt"), file("tls.key"));
    log.start();
    LOG.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    LOG.detachAppender(log);
  }

  @Test
  void unchanged_files_are_not_a_renewal() {
    TlsFiles files = new TlsFiles(tls(), "test");
    TlsMaterial before = files.current();
    assertThat(files.current()).isSameAs(before);
    assertThat(files.look().renewals()).isZero();
  }

  @Test
  void renewed_files_are_used_from_the_next_connection_on() {
    TlsFiles files = new TlsFiles(tls(), "test");
    TlsMaterial before = files.current();
    AUTHORITY.client("second").write(file("tls.crt"), file("tls.key"));
    assertThat(files.current()).isNotSameAs(before);
    assertThat(files.look().renewals()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tls.crt", "tls.key", "ca.crt"})
  void nonsense_in_a_file_leaves_the_last_good_ones_in_use_and_is_told_once(String name)
      throws IOException {
    TlsFiles files = new TlsFiles(tls(), "test");
    TlsMaterial good = files.current();
    String content = Files.readString(file(name));
    Files.writeString(file(name), "nonsense");

    assertThat(files.current()).isSameAs(good);
    assertThat(files.current()).isSameAs(good);
    assertThat(files.look().trouble()).contains(file(name).toString());
    assertThat(warnings())
        .singleElement()
        .satisfies(line ->
            assertThat(line).contains("the last good ones stay in use", file(name).toString()));

    Files.writeString(file(name), content);
    assertThat(files.look().trouble()).isNull();
    assertThat(files.look().renewals()).isZero();
  }

  @Test
  void a_file_that_is_gone_for_a_moment_leaves_the_last_good_ones_in_use() throws IOException {
    TlsFiles files = new TlsFiles(tls(), "test");
    TlsMaterial good = files.current();
    Files.delete(file("tls.key"));
    assertThat(files.current()).isSameAs(good);
    assertThat(files.look().trouble()).contains("tls.key is not there");
  }

  @Test
  void a_new_certificate_is_not_used_before_its_key_is_there() throws IOException {
    TlsFiles files = new TlsFiles(tls(), "test");
    TlsMaterial good = files.current();
    String oldKey = Files.readString(file("tls.key"));
    AUTHORITY.client("second").write(file("tls.crt"), file("tls.key"));
    String newKey = Files.readString(file("tls.key"));

    Files.writeString(file("tls.key"), oldKey);
    assertThat(files.current()).isSameAs(good);
    assertThat(files.look().trouble()).contains("is not the one of the certificate");

    Files.writeString(file("tls.key"), newKey);
    assertThat(files.current()).isNotSameAs(good);
    assertThat(files.look().trouble()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "-----BEGIN PRIVATE KEY-----\nAAAA=\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----\n",
        "-----BEGIN EC PRIVATE KEY-----\nMIIB\n-----END EC PRIVATE KEY-----\n",
        "-----BEGIN EC PRIVATE KEY-----\nMAA=\n-----END EC PRIVATE KEY-----\n",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n"
      })
  void a_key_that_cannot_be_read_at_the_start_is_an_error_that_names_the_file(String content)
      throws IOException {
    Files.writeString(file("tls.key"), content);
    assertThatThrownBy(() -> new TlsFiles(tls(), "test"))
        .isInstanceOfSatisfying(
            DatastoreException.class, error -> assertThat(error.kind()).isEqualTo(Kind.CERTIFICATE))
        .hasMessageContaining(file("tls.key").toString());
  }

  @Test
  void the_first_certificate_that_expires_is_the_one_that_counts() {
    Issued expired = AUTHORITY.expiredClient("late");
    expired.write(file("tls.crt"), file("tls.key"));
    assertThat(new TlsFiles(tls(), "test").look().expiry())
        .contains(expired.certificate().getNotAfter().toInstant());
  }

  @Test
  void without_files_nothing_expires() {
    assertThat(new TlsFiles(Tls.DEFAULT, "test").look().expiry()).isEmpty();
  }

  private List<String> warnings() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private Tls tls() {
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
