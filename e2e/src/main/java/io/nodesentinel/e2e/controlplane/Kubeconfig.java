package io.nodesentinel.e2e.controlplane;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

/// A kubeconfig with one cluster, one user and one context. The server's certificate is verified.
record Kubeconfig(String server, String caBundlePem, String user, String token, String namespace) {
  String text() {
    return """
    apiVersion: v1
    kind: Config
    clusters:
    - name: nodesentinel-local
      cluster:
        server: %s
        certificate-authority-data: %s
    users:
    - name: %s
      user:
        token: %s
    contexts:
    - name: nodesentinel-local
      context:
        cluster: nodesentinel-local
        user: %s
        namespace: %s
    current-context: nodesentinel-local
    """
        .formatted(server, base64(caBundlePem), quoted(user), token, quoted(user), namespace);
  }

  void write(Path file) throws IOException {
    Folders.writePrivate(file, text());
  }

  // User names have colons ("system:serviceaccount:..."), which YAML would read otherwise.
  private static String quoted(String name) {
    return '"' + name + '"';
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "Kubeconfig[%s at %s]".formatted(user, server);
  }
}
