package io.nodesentinel.e2e.controlplane;

import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/// A service account as seen from outside the cluster: a kubeconfig with which a local process has
/// exactly the rights that RBAC gives the account, as a pod of its own would.
///
/// @param kubeconfig readable for the owner only; its context's namespace is the account's
/// @param expires when the API server stops accepting the token
public record ServiceAccountIdentity(
    String namespace, String name, Path kubeconfig, Instant expires) {

  /// Asks for a token and writes a kubeconfig with it.
  ///
  /// @param admin a client that may ask for tokens
  /// @param validity at least ten minutes, which the API server demands
  /// @param file where the kubeconfig goes; replaced if it is there
  /// @throws ControlPlaneException if the account does not exist or the token is refused
  public static ServiceAccountIdentity create(
      ControlPlane controlPlane,
      KubernetesClient admin,
      String namespace,
      String name,
      Duration validity,
      Path file) {
    TokenRequest granted = token(admin, namespace, name, validity);
    Kubeconfig kubeconfig =
        new Kubeconfig(
            controlPlane.apiServerUrl(),
            controlPlane.caBundlePem(),
            "system:serviceaccount:" + namespace + ":" + name,
            granted.getStatus().getToken(),
            namespace);
    try {
      kubeconfig.write(file);
    } catch (IOException e) {
      throw new ControlPlaneException("Cannot write " + file + ": " + e, e);
    }
    Instant expires = Instant.parse(granted.getStatus().getExpirationTimestamp());
    return new ServiceAccountIdentity(namespace, name, file, expires);
  }

  private static TokenRequest token(
      KubernetesClient admin, String namespace, String name, Duration validity) {
    TokenRequest wanted =
        new TokenRequestBuilder()
            .withNewSpec()
            .withExpirationSeconds(validity.toSeconds())
            .endSpec()
            .build();
    try {
      return admin.serviceAccounts().inNamespace(namespace).withName(name).tokenRequest(wanted);
    } catch (KubernetesClientException e) {
      throw new ControlPlaneException(
          "No token for service account %s/%s: %s".formatted(namespace, name, e.getMessage()), e);
    }
  }
}
