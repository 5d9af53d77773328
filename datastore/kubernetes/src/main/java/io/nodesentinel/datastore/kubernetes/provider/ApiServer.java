package io.nodesentinel.datastore.kubernetes.provider;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.config.DatastoreOptions;
import io.nodesentinel.datastore.config.SslMode;
import io.nodesentinel.datastore.config.Tls;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.kubernetes.client.ApiErrors;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Which API server is meant, and how it is reached: the kubeconfig of the setting `kubeconfig`,
/// that of the variable `KUBECONFIG`, or the service account of the pod that this runs in. Never
/// the default file in the user's home, which nobody named.
///
/// @param environment variables of the process
/// @param serviceAccount the folder that Kubernetes mounts into pods
record ApiServer(Map<String, String> environment, Path serviceAccount) {
  private static final String NAMESPACE = "nodesentinel";

  static ApiServer ofThisProcess() {
    return new ApiServer(System.getenv(), Path.of("/var/run/secrets/kubernetes.io/serviceaccount"));
  }

  /// The client's configuration.
  ///
  /// @throws DatastoreException (CONFIGURATION) with one sentence
  Config client(DatastoreConfig config) {
    refuseWhatIsNotForUs(config);
    Config found = found(config.extra(KubernetesDatastoreProvider.KUBECONFIG, ""));
    checkTls(config.tls().mode(), found);
    DatastoreOptions options = config.options();
    int timeout = Math.toIntExact(options.connectTimeout().toMillis());
    // One HTTP/2 connection takes 100 streams and fails the next; HTTP/1.1 opens another one. What
    // failed is for callers to repeat, who know whether they may.
    return new ConfigBuilder(found)
        .withHttp2Disable(true)
        .withRequestRetryBackoffLimit(0)
        .withConnectionTimeout(timeout)
        .withRequestTimeout(timeout)
        .build();
  }

  /// Where positions are kept: the `database` of the configuration, else the namespace of the pod
  /// that this runs in, else `nodesentinel`.
  String namespace(DatastoreConfig config) {
    if (!config.database().isEmpty()) {
      return config.database();
    }
    Path file = serviceAccount.resolve("namespace");
    try {
      String own = Files.isRegularFile(file) ? Files.readString(file).strip() : "";
      return own.isEmpty() ? NAMESPACE : own;
    } catch (IOException failure) {
      throw wrong(
          "The own namespace cannot be read from %s; name one as the database.".formatted(file));
    }
  }

  private static void refuseWhatIsNotForUs(DatastoreConfig config) {
    boolean elsewhere =
        !config.host().isEmpty()
            || config.port() != 0
            || !config.username().isEmpty()
            || !config.tls().equals(Tls.DEFAULT.withMode(config.tls().mode()));
    if (elsewhere) {
      throw wrong(
          "The kubernetes provider takes server, login and certificates from a kubeconfig or the"
              + " service account: remove host, port, username, password, sslcert, sslkey and"
              + " sslrootcert.");
    }
  }

  private Config found(String setting) {
    String file = setting.isEmpty() ? environment.getOrDefault("KUBECONFIG", "").strip() : setting;
    if (!file.isEmpty()) {
      return ofFile(file, setting.isEmpty() ? "KUBECONFIG" : "The setting kubeconfig");
    }
    if (environment.containsKey("KUBERNETES_SERVICE_HOST")
        && Files.isRegularFile(serviceAccount.resolve("token"))) {
      // Else a file in the image's home would go before the service account.
      System.setProperty(Config.KUBERNETES_AUTH_TRYKUBECONFIG_SYSTEM_PROPERTY, "false");
      return Config.autoConfigure(null);
    }
    throw wrong(
        "No API server is named: this is no pod, and neither the setting kubeconfig nor KUBECONFIG"
            + " names a file.");
  }

  private static Config ofFile(String file, String saidBy) {
    if (file.contains(File.pathSeparator)) {
      throw wrong(saidBy + " names several files, and which API server is meant is not clear.");
    }
    Path path = Path.of(file);
    if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
      throw wrong(saidBy + " names " + path + ", which is no file that can be read.");
    }
    Config config = parsed(path, saidBy);
    if (config.getCurrentContext() == null) {
      throw wrong(
          "%s names %s, whose current context is none of its contexts.".formatted(saidBy, path));
    }
    return config;
  }

  /// The parser fails in many ways, and its message may quote the file.
  private static Config parsed(Path path, String saidBy) {
    try {
      return Config.fromKubeconfig(path.toFile());
    } catch (RuntimeException failure) {
      throw DatastoreException.of(
              DatastoreException.Kind.CONFIGURATION,
              saidBy + " names " + path + ", which is no kubeconfig that can be read.",
              failure)
          .from(ApiErrors.PROVIDER);
    }
  }

  /// What is written in the kubeconfig must not be weaker than what was asked for.
  private static void checkTls(SslMode mode, Config found) {
    boolean plain = found.getMasterUrl().startsWith("http://");
    boolean believing = found.isTrustCerts() || found.isDisableHostnameVerification();
    switch (mode) {
      case DISABLE -> {
        if (!plain) {
          throw wrong("sslmode is disable, but the API server is one with TLS: leave it out.");
        }
      }
      case VERIFY_CA ->
          throw wrong(
              "sslmode verify-ca is not possible with the kubernetes provider: the name of the API"
                  + " server is always compared. Leave it out.");
      case REQUIRE -> {
        if (plain) {
          throw wrong("sslmode is require, but the API server is reached without TLS.");
        }
        if (!believing) {
          throw wrong(
              "sslmode is require, but the kubeconfig has the server verified, which is better: leave"
                  + " sslmode out.");
        }
      }
      case VERIFY_FULL -> {
        if (plain || believing) {
          throw wrong(
              "The kubeconfig %s: put that right, or say sslmode %s."
                  .formatted(
                      plain ? "has an address without TLS" : "turns the check of the server off",
                      plain ? "disable" : "require"));
        }
      }
    }
  }

  private static DatastoreException wrong(String sentence) {
    return DatastoreException.of(DatastoreException.Kind.CONFIGURATION, sentence)
        .from(ApiErrors.PROVIDER);
  }
}
