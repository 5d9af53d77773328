package io.nodesentinel.datastore.kubernetes.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.Config;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.config.DatastoreConfigBuilder;
import io.nodesentinel.datastore.config.SslMode;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.spi.Datastores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which API server a configuration means, and what is said of one that means none.
class ApiServerTest {
  @TempDir private Path folder;

  private Path kubeconfig(String server, String more) throws IOException {
    return Files.writeString(
        folder.resolve("config"),
        """
        apiVersion: v1
        kind: Config
        current-context: one
        contexts: [{name: one, context: {cluster: one, user: me}}]
        users: [{name: me, user: {token: t}}]
        clusters: [{name: one, cluster: {server: "%s"%s}}]
        """
            .formatted(server, more));
  }

  private ApiServer outside(Map<String, String> environment) {
    return new ApiServer(environment, folder.resolve("no-pod"));
  }

  private static DatastoreConfigBuilder config() {
    return DatastoreConfig.builder("kubernetes");
  }

  private void wrong(DatastoreConfigBuilder config, Map<String, String> environment, String text) {
    assertThatThrownBy(() -> outside(environment).client(config.build()))
        .isInstanceOfSatisfying(
            DatastoreException.class,
            failure -> {
              assertThat(failure.kind()).isEqualTo(DatastoreException.Kind.CONFIGURATION);
              assertThat(failure.provider()).isEqualTo("kubernetes");
            })
        .hasMessageContaining(text);
  }

  @Test
  void it_is_found_by_its_name() {
    assertThat(Datastores.provider("kubernetes")).isInstanceOf(KubernetesDatastoreProvider.class);
  }

  @Test
  void the_setting_goes_before_the_variable() throws IOException {
    Path file = kubeconfig("https://api.example", "");

    Config named =
        outside(Map.of("KUBECONFIG", "/no/such"))
            .client(config().extra("kubeconfig", file.toString()).build());
    Config byVariable = outside(Map.of("KUBECONFIG", file.toString())).client(config().build());

    assertThat(named.getMasterUrl()).startsWith("https://api.example");
    assertThat(byVariable.getMasterUrl()).isEqualTo(named.getMasterUrl());
    assertThat(named.isHttp2Disable()).isTrue();
    assertThat(named.getRequestRetryBackoffLimit()).isZero();
  }

  @Test
  void the_default_file_of_the_user_is_never_taken() {
    wrong(config(), Map.of(), "No API server is named");
  }

  @Test
  void files_that_are_none_are_named() throws IOException {
    wrong(config(), Map.of("KUBECONFIG", "/no/such"), "KUBECONFIG names /no/such");
    wrong(config(), Map.of("KUBECONFIG", "/a:/b"), "several files");
    Path odd = Files.writeString(folder.resolve("odd"), "- [");
    wrong(config().extra("kubeconfig", odd.toString()), Map.of(), "kubeconfig names " + odd);
    Path empty = Files.writeString(folder.resolve("empty"), "apiVersion: v1\nkind: Config\n");
    wrong(config().extra("kubeconfig", empty.toString()), Map.of(), "current context");
  }

  @Test
  void settings_of_databases_are_refused() {
    wrong(config().host("db.example"), Map.of(), "remove host");
    wrong(config().login("me", "secret"), Map.of(), "remove host");
  }

  @Test
  void tls_is_never_weaker_than_what_was_asked_for() throws IOException {
    Map<String, String> believing =
        Map.of(
            "KUBECONFIG",
            kubeconfig("https://api.example", ", insecure-skip-tls-verify: true").toString());
    wrong(config(), believing, "turns the check of the server off");
    wrong(config().sslMode(SslMode.VERIFY_CA), believing, "verify-ca is not possible");
    assertThat(outside(believing).client(config().sslMode(SslMode.REQUIRE).build()).isTrustCerts())
        .isTrue();

    Map<String, String> plain =
        Map.of("KUBECONFIG", kubeconfig("http://api.example", "").toString());
    wrong(config(), plain, "without TLS");
    wrong(config().sslMode(SslMode.REQUIRE), plain, "without TLS");
    assertThat(outside(plain).client(config().sslMode(SslMode.DISABLE).build()).getMasterUrl())
        .startsWith("http://");

    Map<String, String> verified =
        Map.of("KUBECONFIG", kubeconfig("https://api.example", "").toString());
    wrong(config().sslMode(SslMode.DISABLE), verified, "leave it out");
    wrong(config().sslMode(SslMode.REQUIRE), verified, "which is better");
  }

  @Test
  void positions_are_kept_in_the_namespace_that_is_named_or_our_own() throws IOException {
    assertThat(outside(Map.of()).namespace(config().database("mine").build())).isEqualTo("mine");
    assertThat(outside(Map.of()).namespace(config().build())).isEqualTo("nodesentinel");
    Files.writeString(folder.resolve("namespace"), "of-the-pod\n");
    assertThat(new ApiServer(Map.of(), folder).namespace(config().build())).isEqualTo("of-the-pod");
  }
}
