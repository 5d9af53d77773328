package io.nodesentinel.image;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The modules of the Java runtime in the image.
public final class JavaModules {
  /// What the class path refers to, as `jdeps` finds; a test compares.
  public static final List<String> NEEDED =
      List.of(
          "java.base",
          "java.naming",
          "java.net.http",
          "java.security.jgss",
          "java.security.sasl",
          "java.sql",
          "jdk.httpserver",
          "jdk.management",
          "jdk.unsupported");

  /// What no class refers to by name.
  static final List<String> FOUND_AT_RUN_TIME =
      List.of(
          // Elliptic curves of certificates, found by name among the security providers.
          "jdk.crypto.ec",
          // DNS for "mongodb+srv" addresses, found by JNDI.
          "jdk.naming.dns",
          // Zip files as file systems: Flyway reads its migrations out of a jar.
          "jdk.zipfs");

  /// For people who look for a fault in a running container. `jcmd` and what it reaches cost 2 MB.
  static final List<String> FOR_DIAGNOSIS =
      List.of("java.management", "java.logging", "jdk.jcmd", "jdk.jfr");

  /// `jdeps` names it too, for `java.beans`, which libraries use where it is there: 15 MB, and
  /// nothing that runs here needs it.
  public static final Set<String> LEFT_OUT = Set.of("java.desktop");

  private JavaModules() {}

  /// All of them, each once.
  public static Set<String> all() {
    Set<String> all = new LinkedHashSet<>(NEEDED);
    all.addAll(FOUND_AT_RUN_TIME);
    all.addAll(FOR_DIAGNOSIS);
    return all;
  }
}
