package io.nodesentinel.datastore.config;

import io.nodesentinel.crds.GoDuration;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// How to reach one datastore. Immutable; prints without its secrets.
///
/// @param provider as `DATASTORE_PROVIDER` names it, in lower case
/// @param host empty where the provider needs none
/// @param port 0 means the provider's own default
/// @param username empty means that the client certificate says who we are
/// @param url the connection string as given, for providers whose strings say more than the other
///   fields can; empty if there was none. It may contain a password, hence a secret
/// @param extra settings that only one provider knows, by name
public record DatastoreConfig(
    String provider,
    String host,
    int port,
    String database,
    String username,
    Secret password,
    Tls tls,
    DatastoreOptions options,
    Secret url,
    Map<String, String> extra) {

  /// @throws io.nodesentinel.datastore.error.DatastoreException (CONFIGURATION) with one sentence
  public DatastoreConfig {
    if (provider.isEmpty()) {
      throw Checks.wrong("No datastore provider is named: set DATASTORE_PROVIDER.");
    }
    Checks.range("port", port, 0, 65_535);
    if (username.isEmpty() && !password.isEmpty()) {
      throw Checks.wrong("There is a password without a username: set the username too.");
    }
    extra = Collections.unmodifiableMap(new TreeMap<>(extra));
  }

  /// Reads environment variables, ours and those of the Go system: `DATASTORE_PROVIDER` and its
  /// like (see [Setting]), `MONGODB_URI` and its like, and the folders of mounted certificates.
  /// Those of the provider that is not chosen are ignored.
  ///
  /// @param environment such as `System.getenv()`
  /// @throws io.nodesentinel.datastore.error.DatastoreException (CONFIGURATION) with one sentence
  ///   that names the variable
  public static DatastoreConfig fromEnvironment(Map<String, String> environment) {
    return EnvironmentConfig.read(environment);
  }

  /// Reads YAML with the keys of [Setting], flat or grouped under `connection` and `options`.
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException (CONFIGURATION) with one sentence
  ///   that names the key
  public static DatastoreConfig fromYaml(String yaml) {
    return YamlConfig.read(yaml);
  }

  /// Reads `provider://user:password@host:port/database?sslmode=...&maxPoolSize=...&timeout=...`.
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException (CONFIGURATION) with one sentence
  ///   that names the option, and never the string
  public static DatastoreConfig fromConnectionString(String text) {
    return ConnectionString.read(text);
  }

  /// Begins a configuration in code.
  public static DatastoreConfigBuilder builder(String provider) {
    return new DatastoreConfigBuilder(provider);
  }

  /// Makes sure that the files that are named can be read.
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException (CERTIFICATE) if one cannot
  public void checkFiles() {
    tls.checkFiles();
  }

  /// A setting that only this provider knows, or the fallback.
  public String extra(String name, String fallback) {
    return extra.getOrDefault(name, fallback);
  }

  /// How long something is kept: a setting such as `P30D` or `720h`; zero keeps it for ever.
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException (CONFIGURATION) if it is no such
  ///   duration
  public Duration retention(Setting setting, Duration fallback) {
    String text = extra(setting.key(), "");
    if (text.isEmpty()) {
      return fallback;
    }
    try {
      Duration time = text.startsWith("P") ? Duration.parse(text) : GoDuration.parse(text);
      if (!time.isNegative()) {
        return time;
      }
    } catch (IllegalArgumentException | DateTimeException _) {
      // Said below.
    }
    throw Checks.wrong(
        "%s is \"%s\"; it must be a duration such as P30D or 720h, or PT0S for ever."
            .formatted(setting.key(), text));
  }
}
