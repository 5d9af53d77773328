package io.nodesentinel.image;

import java.util.ArrayList;
import java.util.List;

/// What the JVM is started with. An AOT cache is bound to the class path, so all that starts the
/// program takes it from here.
final class LaunchOptions {
  private static final String MAIN = "io.nodesentinel.operator.cli.Main";

  private LaunchOptions() {}

  /// The file that the command's first line names.
  ///
  /// @param jars paths in the image, in the order of the class path
  /// @param hasCache whether the image has an AOT cache
  static String file(List<String> jars, boolean hasCache) {
    List<String> lines = new ArrayList<>();
    lines.add("-Dnodesentinel.launched-by-file=true");
    if (hasCache) {
      lines.add("-XX:AOTCache=" + Layout.AOT_CACHE);
      lines.add("-Dnodesentinel.aot-cache=" + Layout.AOT_CACHE);
    } else {
      lines.add("-Dnodesentinel.aot-cache=none");
    }
    lines.add("-cp");
    lines.add(String.join(":", jars));
    lines.add(MAIN);
    return String.join("\n", lines) + "\n";
  }

  /// The command: the kernel runs the JVM with the one word that it allows here.
  static String command() {
    return "#!" + Layout.JAVA + "/bin/java @" + Layout.OPTIONS + "\n";
  }

  /// For the training run, and to measure without the cache: nothing but the class path.
  static List<String> plain(List<String> jars) {
    return List.of("-cp", String.join(":", jars), MAIN);
  }
}
