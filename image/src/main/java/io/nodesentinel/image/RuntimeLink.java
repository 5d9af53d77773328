package io.nodesentinel.image;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.spi.ToolProvider;
import org.jspecify.annotations.Nullable;

/// Links the Java runtime of the image with `jlink`: for this machine's architecture from the JDK
/// that runs this (which need not have a folder `jmods`, JEP 493), for another one from its
/// modules.
final class RuntimeLink {
  /// Part of the runtime itself, and so before all that `JDK_JAVA_OPTIONS` says: whoever runs the
  /// image can have it otherwise. The launcher script says why for the first three.
  ///
  /// The JVM's own messages go to the error output, because the standard output is one JSON object
  /// for each line; those about the AOT cache are three lines where one is enough, which the
  /// program prints.
  static final List<String> OPTIONS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-XX:+UseCompactObjectHeaders",
          // A process that has run out of memory is a leader that does half of its work.
          "-XX:+ExitOnOutOfMemoryError",
          "-Xlog:disable",
          "-Xlog:all=warning:stderr:uptime,level,tags",
          "-Xlog:aot*=off:stderr");

  private RuntimeLink() {}

  /// Links a runtime into a folder that does not exist yet.
  ///
  /// @param jmods null for this machine's architecture
  /// @param cacerts what the JVM is to trust; empty for what the JDK brings
  /// @return a sentence about the certificate authorities, if a person should know something
  /// @throws ImageException with what `jlink` says, if it refuses
  static Optional<String> link(Path into, @Nullable Path jmods, Optional<Path> cacerts)
      throws IOException {
    List<String> words = new ArrayList<>();
    if (jmods != null) {
      words.addAll(List.of("--module-path", jmods.toString()));
    }
    words.addAll(
        List.of(
            "--add-modules",
            String.join(",", JavaModules.all()),
            "--no-header-files",
            "--no-man-pages",
            // Layers are compressed anyway, and a module file that is not is read faster.
            "--compress",
            "zip-0",
            "--add-options",
            " " + String.join(" ", OPTIONS),
            "--output",
            into.toString()));
    ToolProvider jlink =
        ToolProvider.findFirst("jlink")
            .orElseThrow(() ->
                new ImageException(
                    "the Java at "
                        + System.getProperty("java.home")
                        + " has no jlink; a whole JDK is needed."));
    StringWriter said = new StringWriter();
    PrintWriter output = new PrintWriter(said);
    if (jlink.run(output, output, words.toArray(String[]::new)) != 0) {
      throw new ImageException("jlink could not link the runtime: " + said.toString().strip());
    }
    return authorities(into.resolve("lib/security/cacerts"), jmods, cacerts);
  }

  /// Distributions make the JDK's authorities a link to those of the machine, which a person may
  /// have added to: they have no place in an image that others run.
  private static Optional<String> authorities(Path file, @Nullable Path jmods, Optional<Path> given)
      throws IOException {
    if (given.isPresent()) {
      Files.copy(given.get(), file, StandardCopyOption.REPLACE_EXISTING);
      return Optional.empty();
    }
    Path home = Path.of(System.getProperty("java.home")).toRealPath();
    Path own = home.resolve("lib/security/cacerts");
    if (jmods != null || Files.exists(own) && own.toRealPath().startsWith(home)) {
      return Optional.empty();
    }
    Files.deleteIfExists(file);
    return Optional.of(
        "The JDK's certificate authorities are those of this machine and are left out: the image"
            + " trusts what it is told (the cluster's CA, DATASTORE_SSLROOTCERT). IMAGE_CACERTS"
            + " names a keystore to put in.");
  }
}
