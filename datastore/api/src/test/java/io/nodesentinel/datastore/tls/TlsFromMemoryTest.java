package io.nodesentinel.datastore.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.datastore.certificates.Authority;
import io.nodesentinel.datastore.certificates.Issued;
import io.nodesentinel.datastore.certificates.Issued.KeyForm;
import io.nodesentinel.datastore.config.PemTexts;
import io.nodesentinel.datastore.config.SslMode;
import io.nodesentinel.datastore.config.Tls;
import io.nodesentinel.datastore.error.DatastoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsFromMemoryTest {
  private static final Authority AUTHORITY = new Authority("authority");
  private static final byte[] NOTHING = {};

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "RSA, 2048, TRADITIONAL, BEGIN RSA PRIVATE KEY",
    "EC, 256, TRADITIONAL, BEGIN EC PRIVATE KEY",
    "RSA, 2048, PKCS8, BEGIN PRIVATE KEY",
    "EC, 384, PKCS8, BEGIN PRIVATE KEY",
    "Ed25519, 255, PKCS8, BEGIN PRIVATE KEY"
  })
  void keys_in_every_form_are_read(String algorithm, int bits, KeyForm form, String header)
      throws IOException, GeneralSecurityException {
    PemTexts texts = texts(AUTHORITY.client("first", algorithm, bits), form);
    assertThat(texts.key().orElseThrow()).contains(header);

    TlsMaterial material = TlsMaterial.of(SslMode.VERIFY_FULL, texts);

    assertThat(material.own().map(Certificates::commonName)).contains("first");
  }

  @Test
  void another_answer_is_a_renewal_and_nonsense_leaves_the_last_good_one_in_use()
      throws IOException {
    PemTexts first = texts(AUTHORITY.client("first"), KeyForm.PKCS8);
    AtomicReference<PemTexts> now = new AtomicReference<>(first);
    TlsFiles tls = new TlsFiles(Tls.of(SslMode.VERIFY_FULL, now::get), "test");
    TlsMaterial good = tls.current();

    now.set(
        new PemTexts(
            "Secret a/b",
            first.certificate(),
            Optional.of("top-secret"),
            first.rootCertificates()));
    assertThat(tls.current()).isSameAs(good);
    assertThat(tls.look().trouble()).contains("the key of Secret a/b").doesNotContain("top-secret");

    now.set(texts(AUTHORITY.client("second"), KeyForm.PKCS8));
    assertThat(tls.current().own().map(Certificates::commonName)).contains("second");
    assertThat(tls.look().renewals()).isEqualTo(1);
    assertThat(tls.look().trouble()).isNull();
  }

  @Test
  void a_certificate_without_a_key_is_refused_with_a_sentence() throws IOException {
    PemTexts whole = texts(AUTHORITY.client("first"), KeyForm.PKCS8);
    PemTexts half =
        PemTexts.of("Secret a/b", bytes(whole.certificate().orElseThrow()), NOTHING, NOTHING);
    assertThatThrownBy(() -> new TlsFiles(Tls.of(SslMode.VERIFY_FULL, () -> half), "test"))
        .hasMessageContaining("there is no private key beside the certificate of Secret a/b");
  }

  @Test
  void files_and_memory_exclude_each_other_and_so_do_memory_and_plain_text() {
    PemTexts none = PemTexts.of("Secret a/b", NOTHING, NOTHING, NOTHING);
    assertThatThrownBy(() ->
            new Tls(
                SslMode.VERIFY_FULL,
                Optional.empty(),
                Optional.empty(),
                Optional.of(Path.of("ca.crt")),
                Optional.of(() -> none)))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("both in files and in memory");
    assertThatThrownBy(() -> Tls.of(SslMode.DISABLE, () -> none))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("sslmode is disable");
  }

  @Test
  void nothing_of_a_key_is_printed() throws IOException {
    PemTexts texts = texts(AUTHORITY.client("first"), KeyForm.PKCS8);
    assertThat(texts).hasToString("Secret a/b");
    assertThat(Tls.of(SslMode.VERIFY_FULL, () -> texts).toString()).doesNotContain("BEGIN");
  }

  @Test
  void what_is_written_reads_back() throws GeneralSecurityException {
    List<X509Certificate> two =
        List.of(AUTHORITY.certificate(), AUTHORITY.client("other").certificate());
    assertThat(Certificates.in("here", Certificates.pem(two))).isEqualTo(two);
    assertThat(Certificates.commonName(two.getFirst())).isEqualTo("authority");
  }

  private PemTexts texts(Issued issued, KeyForm form) throws IOException {
    issued.write(folder.resolve("tls.crt"), folder.resolve("tls.key"), form);
    Authority.trust(folder.resolve("ca.crt"), AUTHORITY);
    return PemTexts.of(
        "Secret a/b",
        Files.readAllBytes(folder.resolve("tls.crt")),
        Files.readAllBytes(folder.resolve("tls.key")),
        Files.readAllBytes(folder.resolve("ca.crt")));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
