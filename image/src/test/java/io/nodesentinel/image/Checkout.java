package io.nodesentinel.image;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Where things are while the tests run.
final class Checkout {
  private Checkout() {}

  static Path root() {
    return Path.of(System.getProperty("nodesentinel.home"));
  }

  static Path target() {
    return root().resolve("image/target");
  }

  static Path program() {
    return root().resolve("image/program/target");
  }

  /// What Maven resolved for the image.
  static List<Path> classPath() throws IOException {
    String paths = Files.readString(program().resolve("classpath")).strip();
    return Arrays.stream(paths.split(File.pathSeparator, -1)).map(Path::of).toList();
  }
}
