package io.nodesentinel.image;

import java.nio.file.Path;
import java.util.List;

/// Where things are in the image.
public final class Layout {
  public static final String JAVA = "/opt/java";
  public static final String HOME = "/opt/nodesentinel";
  public static final String LIBRARIES = HOME + "/lib";
  public static final String PROGRAM = HOME + "/program";
  public static final String OPTIONS = HOME + "/nodesentinel.options";
  public static final String AOT_CACHE = HOME + "/nodesentinel.aot";
  public static final String SBOM = HOME + "/sbom.json";
  public static final String LICENSE = HOME + "/LICENSE";

  /// On the path of every usual base image. Its first line is the JVM and its options, so no shell
  /// is needed, and `kubectl exec POD -- nodesentinel` works.
  public static final String COMMAND = "/usr/local/bin/nodesentinel";

  /// Nobody: not root, and by number, so that the kubelet can check it (`runAsNonRoot`).
  public static final String USER = "65532:65532";

  private Layout() {}

  /// The place of a path of the image under a folder of this machine.
  public static Path under(Path root, String path) {
    return root.resolve(path.substring(1));
  }

  /// The layers' names, from the one that changes least.
  static final List<String> LAYERS = List.of("java", "libraries", "program", "aot-cache");
}
