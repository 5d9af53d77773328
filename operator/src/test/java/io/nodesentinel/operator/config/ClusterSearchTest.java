package io.nodesentinel.operator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.operator.config.KubernetesConfigSource.InCluster;
import io.nodesentinel.operator.config.KubernetesConfigSource.Kubeconfig;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterSearchTest {
  @TempDir Path home;

  private ClusterSearch search(Map<String, String> environment) {
    return new ClusterSearch(environment, home, home.resolve("serviceaccount"));
  }

  private Path file(String name) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.createFile(file);
  }

  @Test
  void a_file_given_by_hand_goes_first() throws IOException {
    Path given = file("given");
    Path named = file("named");

    assertThat(search(Map.of("KUBECONFIG", named.toString())).find(given))
        .isEqualTo(new ClusterSearch.Named(new Kubeconfig(given)));
  }

  @Test
  void the_variable_goes_before_the_cluster_around_us() throws IOException {
    Path named = file("named");
    file("serviceaccount/token");

    assertThat(
            search(Map.of("KUBECONFIG", named.toString(), "KUBERNETES_SERVICE_HOST", "10.0.0.1"))
                .find(null))
        .isEqualTo(new ClusterSearch.Named(new Kubeconfig(named)));
  }

  @Test
  void the_cluster_around_us_goes_before_the_default_context() throws IOException {
    file("serviceaccount/token");
    file(".kube/config");

    assertThat(search(Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1")).find(null))
        .isEqualTo(new ClusterSearch.Named(new InCluster()));
  }

  @Test
  void the_default_context_is_told_apart() throws IOException {
    Path usual = file(".kube/config");

    assertThat(search(Map.of("KUBECONFIG", "")).find(null))
        .isEqualTo(new ClusterSearch.ByDefault(new Kubeconfig(usual)));
  }

  @Test
  void several_files_are_refused_because_it_is_not_clear_which_cluster_is_meant()
      throws IOException {
    String two = file("a") + File.pathSeparator + file("b");

    assertThatThrownBy(() -> search(Map.of("KUBECONFIG", two)).find(null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("KUBECONFIG names 2 files");
  }

  @Test
  void a_file_that_is_not_there_is_an_error_and_not_another_cluster() throws IOException {
    file(".kube/config");
    Path absent = home.resolve("absent");

    assertThatThrownBy(() -> search(Map.of("KUBECONFIG", absent.toString())).find(null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("KUBECONFIG names " + absent + ", which is no file that can be read");
  }

  @Test
  void without_any_it_says_how_to_name_one() {
    assertThatThrownBy(() -> search(Map.of()).find(null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("neither --kubeconfig nor KUBECONFIG names a file");
  }

  @Test
  void a_file_that_is_no_kubeconfig_is_an_error() throws IOException {
    Path broken = Files.writeString(home.resolve("broken"), "a: [");

    assertThatThrownBy(() -> new Kubeconfig(broken).load())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the kubeconfig " + broken + " cannot be read: ");
  }

  @Test
  void the_own_namespace_is_that_of_the_pod() throws IOException {
    assertThat(search(Map.of()).namespace()).isEqualTo("nodesentinel");

    Files.writeString(file("serviceaccount/namespace"), "platform\n");

    assertThat(search(Map.of()).namespace()).isEqualTo("platform");
  }
}
