package io.nodesentinel.datastore.config;

import java.nio.file.Path;
import java.util.Map;

/// Reads a configuration from environment variables: our own, and those of the Go system.
final class EnvironmentConfig {
  private static final String MONGODB = "mongodb";
  private static final String URI = "MONGODB_URI";

  private final Map<String, String> environment;
  private final Settings settings = new Settings(Setting::variable);

  private EnvironmentConfig(Map<String, String> environment) {
    this.environment = environment;
  }

  static DatastoreConfig read(Map<String, String> environment) {
    return new EnvironmentConfig(environment).read();
  }

  private DatastoreConfig read() {
    for (Setting setting : Setting.values()) {
      settings.put(setting, variable(setting.variable()));
    }
    if (!settings.has(Setting.PROVIDER) && !variable(URI).isEmpty()) {
      settings.put(Setting.PROVIDER, MONGODB);
    }
    if (settings.text(Setting.PROVIDER).equals(MONGODB)) {
      mongo();
      mount("MONGODB_CLIENT_CERT_MOUNT_PATH");
    } else {
      mount("POSTGRESQL_CLIENT_CERT_MOUNT_PATH");
    }
    if (!settings.has(Setting.URL)) {
      return settings.config();
    }
    if (settings.has(Setting.HOST)) {
      throw Checks.wrong(
          "%s and DATASTORE_HOST both say where the datastore is; remove one of them."
              .formatted(variable(URI).isEmpty() ? "DATASTORE_URL" : URI));
    }
    return ConnectionString.into(settings, settings.text(Setting.URL)).config();
  }

  private void mongo() {
    settings.put(Setting.URL, variable(URI), URI);
    settings.put(Setting.DATABASE, variable("MONGODB_DATABASE_NAME"), "MONGODB_DATABASE_NAME");
  }

  /// A folder with the usual names of a mounted certificate.
  private void mount(String name) {
    String folder = variable(name);
    if (!folder.isEmpty()) {
      settings.put(Setting.SSL_CERT, Path.of(folder, "tls.crt").toString(), name);
      settings.put(Setting.SSL_KEY, Path.of(folder, "tls.key").toString(), name);
      settings.put(Setting.SSL_ROOT_CERT, Path.of(folder, "ca.crt").toString(), name);
    }
  }

  private String variable(String name) {
    return environment.getOrDefault(name, "").strip();
  }
}
