package io.nodesentinel.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The jars of the program and what starts them.
final class ProgramFiles {
  private static final String OURS = "nodesentinel-";

  private ProgramFiles() {}

  /// Copies the jars, ours into the layer `program` and the others, which change less often, into
  /// `libraries`.
  ///
  /// @param classPath as Maven resolved it
  /// @return where they are in the image, in the order of the class path: ours first, then by name,
  ///   so that it is the same on every machine
  static List<String> copy(FileTree tree, List<Path> classPath) throws IOException {
    Set<String> names = new HashSet<>();
    List<String> ours = new ArrayList<>();
    List<String> others = new ArrayList<>();
    List<Path> sorted = new ArrayList<>(classPath);
    sorted.sort(Comparator.comparing(jar -> jar.getFileName().toString()));
    for (Path jar : sorted) {
      String name = jar.getFileName().toString();
      if (!Files.isRegularFile(jar)) {
        throw new ImageException(
            jar + " is no jar: the image is made of what \"mvn package\" builds; run make image.");
      }
      if (!names.add(name)) {
        throw new ImageException("two jars of the class path are called " + name + ".");
      }
      boolean own = name.startsWith(OURS);
      String place = (own ? Layout.PROGRAM : Layout.LIBRARIES) + "/" + name;
      tree.copy(own ? "program" : "libraries", place, jar);
      (own ? ours : others).add(place);
    }
    ours.addAll(others);
    return ours;
  }

  /// Writes the command, its options, and what a reader of the image looks for.
  static void write(FileTree tree, List<String> jars, boolean hasCache, Path license, String sbom)
      throws IOException {
    tree.write("program", Layout.OPTIONS, LaunchOptions.file(jars, hasCache));
    tree.write("program", Layout.COMMAND, LaunchOptions.command());
    Files.setPosixFilePermissions(
        tree.file("program", Layout.COMMAND), PosixFilePermissions.fromString("rwxr-xr-x"));
    tree.write("program", Layout.SBOM, sbom);
    tree.copy("program", Layout.LICENSE, license);
  }
}
