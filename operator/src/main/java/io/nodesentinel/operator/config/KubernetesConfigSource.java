package io.nodesentinel.operator.config;

import io.fabric8.kubernetes.client.Config;
import java.nio.file.Path;

/// Where the address of the cluster and the credentials for it come from.
public sealed interface KubernetesConfigSource {

  /// The client's configuration, read anew.
  ///
  /// @throws IllegalArgumentException with a sentence for people, if it cannot be read
  Config load();

  /// The current context of a file.
  record Kubeconfig(Path file) implements KubernetesConfigSource {
    @Override
    public Config load() {
      try {
        return Config.fromKubeconfig(file.toFile());
      } catch (RuntimeException e) {
        throw new IllegalArgumentException(
            "the kubeconfig " + file + " cannot be read: " + e.getMessage(), e);
      }
    }
  }

  /// The service account of the pod that this runs in. The client reads its token again when it
  /// expires.
  record InCluster() implements KubernetesConfigSource {
    @Override
    public Config load() {
      // Else a ~/.kube/config in the image or of the user would go before the service account.
      System.setProperty(Config.KUBERNETES_AUTH_TRYKUBECONFIG_SYSTEM_PROPERTY, "false");
      return Config.autoConfigure(null);
    }
  }
}
