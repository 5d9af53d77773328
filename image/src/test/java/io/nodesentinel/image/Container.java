package io.nodesentinel.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs an image's entry point in nothing but the image's files, as a container runtime would: with
/// the root folder, user, environment and arguments that the image names, read-only, with `/proc`
/// and a few devices. It takes root, for mounts of its own and `chroot`; without it the calling
/// test is skipped and says so.
final class Container {
  /// `$0` is the root folder, `$1` the user.
  private static final String SCRIPT =
      """
      set -e
      user=$1
      shift
      mount --bind "$0" "$0"
      mount -t proc proc "$0/proc"
      mount -t tmpfs tmpfs "$0/dev"
      for device in null random urandom; do
        touch "$0/dev/$device"
        mount --bind "/dev/$device" "$0/dev/$device"
      done
      mount -o remount,bind,ro "$0"
      exec chroot --userspec="$user" --groups= "$0" "$@"
      """;

  private final Path root;
  private final ImageTar image;

  private Container(Path root, ImageTar image) {
    this.root = root;
    this.image = image;
  }

  /// What a process came to.
  record Result(int code, String out, String err) {}

  /// Skips the calling test where there can be no mounts.
  static void assumeUsable() throws InterruptedException {
    assumeTrue(
        "root".equals(System.getProperty("user.name"))
            && Programs.succeeds("unshare", "--mount", "mount", "-t", "proc", "proc", "/proc"),
        "The image's contents are not run: that takes root and mounts of its own (unshare).");
  }

  /// Unpacks the layers of an image, from the base up.
  ///
  /// @param folder for them; made anew
  static Container unpack(Path tar, Path folder) throws IOException, InterruptedException {
    FileTree.delete(folder);
    Path packed = Files.createDirectories(folder.resolve("packed"));
    Path root = Files.createDirectories(folder.resolve("root"));
    Programs.run("tar", "-xf", tar.toString(), "-C", packed.toString());
    ImageTar image = ImageTar.read(tar);
    for (ImageTar.Layer layer : image.layers()) {
      Path file = packed.resolve(layer.entry());
      Programs.run(
          "tar", "-xf", file.toString(), "-C", root.toString(), "--keep-directory-symlink");
    }
    FileTree.delete(packed);
    return new Container(root, image);
  }

  /// A file of the image, on this machine.
  Path file(String path) {
    return Layout.under(root, path);
  }

  /// Runs the entry point to its end.
  Result run(Map<String, String> environment, String... args)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("container", ".out");
    Path err = Files.createTempFile("container", ".err");
    Process process = start(environment, out, err, args);
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("ends").isTrue();
      return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      process.destroyForcibly();
      Files.delete(out);
      Files.delete(err);
    }
  }

  /// Starts the entry point; the process is the program itself.
  Process start(Map<String, String> environment, Path out, Path err, String... args)
      throws IOException {
    List<String> words =
        new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", SCRIPT, root.toString(), user()));
    image.config().at("/config/Entrypoint").forEach(word -> words.add(word.asText()));
    words.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().clear();
    // For the shell around it; the image's own comes after it.
    builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    builder.environment().putAll(environment);
    return builder.start();
  }

  private String user() {
    return image.config().at("/config/User").asText();
  }
}
