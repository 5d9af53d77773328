package io.nodesentinel.operator.config;

import io.nodesentinel.operator.config.KubernetesConfigSource.InCluster;
import io.nodesentinel.operator.config.KubernetesConfigSource.Kubeconfig;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which cluster is meant: the one of a file given by hand, of `KUBECONFIG`, or the one that this
/// runs in. The user's default context is found too, but told apart: nobody asked for it.
///
/// @param environment variables of the process
/// @param home the user's home folder
/// @param serviceAccount the folder that Kubernetes mounts into pods
public record ClusterSearch(Map<String, String> environment, Path home, Path serviceAccount) {
  private static final String DEFAULT_NAMESPACE = "nodesentinel";

  public ClusterSearch {
    environment = Map.copyOf(environment);
  }

  /// What a search came to.
  public sealed interface Found {}

  /// Somebody named it, or it is the cluster around us.
  public record Named(KubernetesConfigSource source) implements Found {}

  /// Nobody named it.
  public record ByDefault(Kubeconfig source) implements Found {}

  public static ClusterSearch ofThisProcess() {
    return new ClusterSearch(
        System.getenv(),
        Path.of(System.getProperty("user.home", ".")),
        Path.of("/var/run/secrets/kubernetes.io/serviceaccount"));
  }

  /// Finds the cluster.
  ///
  /// @param given the file given by hand, null if none was
  /// @throws IllegalArgumentException with a sentence for people, if there is none
  public Found find(@Nullable Path given) {
    if (given != null) {
      return new Named(existing(given, "--kubeconfig"));
    }
    String variable = environment.getOrDefault("KUBECONFIG", "");
    if (!variable.isBlank()) {
      return new Named(existing(only(variable), "KUBECONFIG"));
    }
    if (environment.containsKey("KUBERNETES_SERVICE_HOST")
        && Files.exists(serviceAccount.resolve("token"))) {
      return new Named(new InCluster());
    }
    Path usual = home.resolve(".kube").resolve("config");
    if (Files.isRegularFile(usual)) {
      return new ByDefault(new Kubeconfig(usual));
    }
    throw new IllegalArgumentException(
        "there is no cluster to work on: this is no pod, and neither --kubeconfig nor KUBECONFIG"
            + " names a file");
  }

  /// The namespace of the pod that this runs in, else `nodesentinel`.
  public String namespace() {
    Path file = serviceAccount.resolve("namespace");
    try {
      String name = Files.exists(file) ? Files.readString(file).strip() : "";
      return name.isEmpty() ? DEFAULT_NAMESPACE : name;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the own namespace cannot be read from " + file + ", give --namespace: " + e.getMessage(),
          e);
    }
  }

  private static Path only(String variable) {
    List<String> files =
        Arrays.stream(variable.split(File.pathSeparator, -1))
            .filter(file -> !file.isBlank())
            .toList();
    if (files.size() != 1) {
      throw new IllegalArgumentException(
          "KUBECONFIG names "
              + files.size()
              + " files, and which cluster is meant is not clear: give one by --kubeconfig");
    }
    return Path.of(files.getFirst());
  }

  private static Kubeconfig existing(Path file, String saidBy) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new IllegalArgumentException(
          saidBy + " names " + file + ", which is no file that can be read");
    }
    return new Kubeconfig(file);
  }
}
