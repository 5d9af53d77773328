package io.nodesentinel.datastore.postgresql.testing;

import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/// Binaries of another release than the one on the class path.
///
/// @param jar named by its release, such as `14.jar`
public record OtherRelease(Path jar) implements PgBinaryResolver {

  /// What the build asks for by the property `nodesentinel.test.server`; empty if nothing.
  public static Optional<OtherRelease> chosen() {
    return Optional.ofNullable(System.getProperty("nodesentinel.test.server"))
        .map(Path::of)
        .map(OtherRelease::new);
  }

  /// Its major version.
  public int major() {
    return Integer.parseInt(jar.getFileName().toString().replace(".jar", ""));
  }

  @Override
  public InputStream getPgBinary(String system, String machine) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      JarEntry archive =
          file.stream()
              .filter(entry -> entry.getName().endsWith(".txz"))
              .findAny()
              .orElseThrow(() -> new IOException("there is no archive in " + jar));
      try (InputStream in = file.getInputStream(archive)) {
        return new ByteArrayInputStream(in.readAllBytes());
      }
    }
  }
}
