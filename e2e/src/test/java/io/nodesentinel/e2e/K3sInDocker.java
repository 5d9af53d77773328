package io.nodesentinel.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/// The last source of an API server: k3s in a container, with one kubelet of its own. There are no
/// fake nodes, so only the tests that need none run on it.
final class K3sInDocker implements AutoCloseable {
  /// The environment variable that names another image.
  static final String IMAGE_VARIABLE = "NODESENTINEL_K3S_IMAGE";

  /// Of the Kubernetes release that is built from modules elsewhere.
  private static final String IMAGE = "rancher/k3s:v1.36.3-k3s1";

  private final K3sContainer container;
  private final Path kubeconfig;

  private K3sInDocker(K3sContainer container, Path kubeconfig) {
    this.container = container;
    this.kubeconfig = kubeconfig;
  }

  /// A Docker daemon answers.
  static boolean isPossible() {
    return DockerClientFactory.instance().isDockerAvailable();
  }

  /// Starts it; the image is pulled where it is not there.
  ///
  /// @param file to write the administrator's kubeconfig to, for the owner only
  static K3sInDocker start(Path file) {
    String image = System.getenv().getOrDefault(IMAGE_VARIABLE, IMAGE);
    K3sContainer container = new K3sContainer(DockerImageName.parse(image));
    container.start();
    try {
      Files.createDirectories(file.getParent());
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, container.getKubeConfigYaml());
      return new K3sInDocker(container, file);
    } catch (IOException e) {
      container.stop();
      throw new UncheckedIOException(e);
    }
  }

  /// Gives its container runtime an image.
  ///
  /// @param tar as `docker save` writes it
  void load(Path tar) {
    try {
      container.copyFileToContainer(MountableFile.forHostPath(tar), "/tmp/image.tar");
      Container.ExecResult result =
          container.execInContainer("k3s", "ctr", "images", "import", "/tmp/image.tar");
      if (result.getExitCode() != 0) {
        throw new IllegalStateException("k3s refuses the image: " + result.getStderr());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  Path kubeconfig() {
    return kubeconfig;
  }

  @Override
  public void close() {
    container.stop();
  }
}
