package io.nodesentinel.e2e.local;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.nodesentinel.e2e.controlplane.ControlPlane;
import io.nodesentinel.e2e.controlplane.CrdInstaller;
import io.nodesentinel.e2e.controlplane.HostFolders;
import io.nodesentinel.e2e.controlplane.ServiceAccountIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// Installs what the operator needs in a cluster, from the files that a user would apply.
public final class Installation {
  /// The operator's namespace and the name of its service account.
  public static final String NAME = "nodesentinel";

  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager("local-installation")
          .withForce(true)
          .build();

  private Installation() {}

  /// The CRDs, the namespace, the service account and its rights.
  ///
  /// @throws IOException if a file of the repository cannot be read
  public static void install(KubernetesClient admin) throws IOException {
    CrdInstaller.install(admin, HostFolders.crds());
    apply(admin, HostFolders.repository().resolve("operator/manifests/rbac.yaml"));
  }

  /// Applies every object of a YAML file.
  ///
  /// @throws IOException if the file cannot be read
  public static void apply(KubernetesClient admin, Path file) throws IOException {
    try (InputStream yaml = Files.newInputStream(file)) {
      for (HasMetadata object : admin.load(yaml).items()) {
        admin.resource(object).patch(APPLY);
      }
    }
  }

  /// A kubeconfig with a fresh token of the operator's service account, and no other rights.
  public static Path identity(
      ControlPlane controlPlane, KubernetesClient admin, Path file, Duration validity) {
    return ServiceAccountIdentity.create(controlPlane, admin, NAME, NAME, validity, file)
        .kubeconfig();
  }
}
