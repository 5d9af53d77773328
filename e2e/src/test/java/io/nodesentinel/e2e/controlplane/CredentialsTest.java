package io.nodesentinel.e2e.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {
  @TempDir Path folder;

  @Test
  void everyIdentityOfEveryControlPlaneHasATokenOfItsOwn() {
    Credentials one = Credentials.random();
    Credentials other = Credentials.random();

    assertThat(
            new String[] {
              one.admin(), one.controllerManager(), one.scheduler(), one.kwok(), other.admin()
            })
        .doesNotHaveDuplicates()
        .allMatch(token -> token.matches("[0-9a-f]{64}"));
  }

  @Test
  void secretsDoNotShowWhereObjectsArePrinted() {
    Credentials credentials = Credentials.random();
    Kubeconfig kubeconfig = kubeconfig(credentials.admin());

    assertThat(credentials.toString()).doesNotContain(credentials.admin());
    assertThat(kubeconfig.toString()).doesNotContain(credentials.admin());
  }

  @Test
  void aKubeconfigIsReadBackAsItWasMeant() throws Exception {
    Path file = folder.resolve("kubeconfig");
    kubeconfig("secret").write(file);

    Config read = Config.fromKubeconfig(Files.readString(file));
    assertThat(read.getMasterUrl()).isEqualTo("https://127.0.0.1:6443/");
    assertThat(read.getAutoOAuthToken()).isEqualTo("secret");
    assertThat(read.getNamespace()).isEqualTo("there");
    assertThat(read.isTrustCerts()).isFalse();
    assertThat(read.getCaCertData()).isEqualTo("cGVt");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  private static Kubeconfig kubeconfig(String token) {
    return new Kubeconfig(
        "https://127.0.0.1:6443", "pem", "system:serviceaccount:there:operator", token, "there");
  }
}
