package io.nodesentinel.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The files of the image before they are packed, one folder for each layer, and all of them again
/// in one tree, by hard links: what the training run sees must be what the image has, to the second
/// of each file's time, or the JVM refuses its AOT cache.
///
/// @param layers folder of the folders of the layers
/// @param root all of it together, as in a container
record FileTree(Path layers, Path root) {

  /// An empty tree; what was there is gone.
  static FileTree fresh(Path folder) throws IOException {
    delete(folder);
    Path layers = Files.createDirectories(folder.resolve("layers"));
    for (String layer : Layout.LAYERS) {
      Files.createDirectories(layers.resolve(layer));
    }
    return new FileTree(layers, folder.resolve("root"));
  }

  Path layer(String name) {
    return layers.resolve(name);
  }

  /// Where a path of the image is in a layer; its folder is there.
  Path file(String layer, String path) throws IOException {
    Path file = Layout.under(layer(layer), path);
    Files.createDirectories(file.getParent());
    return file;
  }

  void write(String layer, String path, String text) throws IOException {
    Files.writeString(file(layer, path), text, StandardCharsets.UTF_8);
  }

  void copy(String layer, String path, Path from) throws IOException {
    Files.copy(from, file(layer, path), StandardCopyOption.REPLACE_EXISTING);
  }

  /// Gives every file of a layer its time, and links it into the root.
  void seal(String layer, Instant time) throws IOException {
    for (Path file : filesOf(layer(layer))) {
      Files.setLastModifiedTime(file, FileTime.from(time));
      Path link = root.resolve(layer(layer).relativize(file).toString());
      Files.createDirectories(link.getParent());
      Files.createLink(link, file);
    }
  }

  /// All files of a folder, sorted; links are followed.
  static List<Path> filesOf(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            files.add(file);
            return FileVisitResult.CONTINUE;
          }
        });
    files.sort(null);
    return files;
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes)
              throws IOException {
            if (!Files.isWritable(each)) {
              Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx------"));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path each, @Nullable IOException failure)
              throws IOException {
            Files.delete(each);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
