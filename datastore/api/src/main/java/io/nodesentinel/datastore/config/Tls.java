package io.nodesentinel.datastore.config;

import io.nodesentinel.datastore.error.DatastoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/// How the connection is protected. Files are PEM and are read again when they change; so is what
/// is held in memory.
///
/// @param certificate ours, for a server that wants to know who we are; then `key` too
/// @param key of our certificate
/// @param rootCertificates of the authorities that we trust; empty means those of the JVM
/// @param memory the same three from memory, in the place of files; asked for each connection, by
///   any thread
public record Tls(
    SslMode mode,
    Optional<Path> certificate,
    Optional<Path> key,
    Optional<Path> rootCertificates,
    Optional<Supplier<PemTexts>> memory) {
  public static final Tls DEFAULT =
      new Tls(SslMode.VERIFY_FULL, Optional.empty(), Optional.empty(), Optional.empty());

  /// From files.
  public Tls(
      SslMode mode,
      Optional<Path> certificate,
      Optional<Path> key,
      Optional<Path> rootCertificates) {
    this(mode, certificate, key, rootCertificates, Optional.empty());
  }

  /// From memory.
  ///
  /// @param texts asked for each connection, by any thread; a renewal is another answer
  public static Tls of(SslMode mode, Supplier<PemTexts> texts) {
    return new Tls(mode, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(texts));
  }

  public Tls {
    if (certificate.isPresent() != key.isPresent()) {
      throw Checks.wrong(
          certificate.isPresent()
              ? "There is a client certificate without its key: set the key, or neither."
              : "There is a client key without its certificate: set the certificate, or neither.");
    }
    boolean files = certificate.isPresent() || rootCertificates.isPresent();
    if (memory.isPresent() && files) {
      throw Checks.wrong("Certificates are given both in files and in memory: choose one of them.");
    }
    if (mode == SslMode.DISABLE && (files || memory.isPresent())) {
      throw Checks.wrong(
          "sslmode is disable, but certificates are given, which would not be used: choose"
              + " verify-full, or remove them.");
    }
  }

  /// Makes sure that the files that are named can be read.
  ///
  /// @throws DatastoreException (CERTIFICATE) if one cannot
  public void checkFiles() {
    check("The client certificate", certificate);
    check("The key of the client certificate", key);
    check("The file of root certificates", rootCertificates);
  }

  private static void check(String what, Optional<Path> file) {
    file.filter(path -> !Files.isReadable(path) || Files.isDirectory(path))
        .ifPresent(path -> {
          throw DatastoreException.of(
              DatastoreException.Kind.CERTIFICATE,
              what + " " + path + " is not there or cannot be read.");
        });
  }

  /// Whether we say who we are by a certificate, as it is now.
  public boolean hasCertificate() {
    return memory
        .map(texts -> texts.get().certificate().isPresent())
        .orElse(certificate.isPresent());
  }

  public Tls withMode(SslMode other) {
    return new Tls(other, certificate, key, rootCertificates, memory);
  }
}
