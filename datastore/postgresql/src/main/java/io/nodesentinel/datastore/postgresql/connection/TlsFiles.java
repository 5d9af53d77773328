package io.nodesentinel.datastore.postgresql.connection;

import io.nodesentinel.datastore.config.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Watches the PEM files for changes. Not thread-safe.
public final class TlsFiles {
  private final Tls tls;
  private int seen;

  public TlsFiles(Tls tls) {
    this.tls = tls;
    this.seen = fingerprint();
  }

  /// Whether the files' content changed since the last time, and is readable. While a renewal is
  /// half written it is not; the next look sees it whole.
  public boolean changed() {
    int now = fingerprint();
    if (now == seen || !readable()) {
      return false;
    }
    seen = now;
    return true;
  }

  /// When the first of the certificates expires; empty if there are none.
  ///
  /// @throws IOException if a file cannot be read
  /// @throws GeneralSecurityException if a file does not have what it should
  public Optional<Instant> expiry() throws IOException, GeneralSecurityException {
    Optional<Instant> first = Optional.empty();
    for (Path file :
        Stream.concat(tls.certificate().stream(), tls.rootCertificates().stream()).toList()) {
      for (var certificate : PemFiles.certificates(file)) {
        Instant end = certificate.getNotAfter().toInstant();
        if (first.isEmpty() || end.isBefore(first.get())) {
          first = Optional.of(end);
        }
      }
    }
    return first;
  }

  private boolean readable() {
    try {
      expiry();
      if (tls.key().isPresent()) {
        PemFiles.key(tls.key().get());
      }
      return true;
    } catch (IOException | GeneralSecurityException _) {
      return false;
    }
  }

  private int fingerprint() {
    int hash = 1;
    for (Path file : files()) {
      try {
        hash = 31 * hash + Arrays.hashCode(Files.readAllBytes(file));
      } catch (IOException _) {
        hash = 31 * hash;
      }
    }
    return hash;
  }

  private List<Path> files() {
    return Stream.of(tls.certificate(), tls.key(), tls.rootCertificates())
        .flatMap(Optional::stream)
        .toList();
  }
}
