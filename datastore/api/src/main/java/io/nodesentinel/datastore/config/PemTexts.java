package io.nodesentinel.datastore.config;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Certificates and a key in PEM that are held in memory and not in files, of one moment: they
/// belong together. Prints without its content.
///
/// @param name where they come from, for messages, such as `Secret sentinel/client-tls`
/// @param certificate ours, with those between it and the authority; then `key` too
/// @param key of our certificate
/// @param rootCertificates of the authorities that we trust; empty means those of the JVM
public record PemTexts(
    String name,
    Optional<String> certificate,
    Optional<String> key,
    Optional<String> rootCertificates) {

  /// The same from the bytes of a Secret. A part that is empty is none.
  public static PemTexts of(String name, byte[] certificate, byte[] key, byte[] rootCertificates) {
    return new PemTexts(name, text(certificate), text(key), text(rootCertificates));
  }

  /// One character for each byte, so that nonsense stays the same nonsense.
  private static Optional<String> text(byte[] bytes) {
    return Optional.of(new String(bytes, StandardCharsets.ISO_8859_1))
        .filter(text -> !text.isBlank());
  }

  @Override
  public String toString() {
    return name;
  }
}
