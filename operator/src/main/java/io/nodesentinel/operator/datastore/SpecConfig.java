package io.nodesentinel.operator.datastore;

import io.nodesentinel.crds.ConnectionOptions;
import io.nodesentinel.crds.DatastoreConnection;
import io.nodesentinel.crds.DatastoreSpec;
import io.nodesentinel.crds.GoDuration;
import io.nodesentinel.crds.ProviderName;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.config.DatastoreOptions;
import io.nodesentinel.datastore.config.PemTexts;
import io.nodesentinel.datastore.config.Secret;
import io.nodesentinel.datastore.config.Setting;
import io.nodesentinel.datastore.config.SslMode;
import io.nodesentinel.datastore.config.Tls;
import io.nodesentinel.reconcilers.datastore.DatastoreNames;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/// What the specification of a Datastore means for the SDK.
final class SpecConfig {
  private static final String CLUSTER_UID = "clusterUid";
  private static final byte[] NOTHING = {};

  private SpecConfig() {}

  static SslMode mode(DatastoreSpec spec) {
    return Arrays.stream(SslMode.values())
        .filter(mode -> mode.text().equals(spec.connecting().sslmode()))
        .findAny()
        .orElse(SslMode.VERIFY_FULL);
  }

  /// @param credentials the parts of the Secret that the object names; empty if it names none
  /// @param certificates asked for each connection
  /// @throws io.nodesentinel.datastore.error.DatastoreException (CONFIGURATION) with one sentence
  static DatastoreConfig of(
      String namespace,
      DatastoreNames names,
      Map<String, byte[]> credentials,
      Supplier<PemTexts> certificates,
      Optional<String> clusterUid) {
    DatastoreSpec spec = names.spec();
    DatastoreConnection said = spec.connecting();
    String password = text(credentials, "password");
    String user = said.username().isEmpty() ? text(credentials, "username") : said.username();
    Map<String, String> extra = new TreeMap<>();
    clusterUid.ifPresent(uid -> extra.put(CLUSTER_UID, uid));
    put(extra, Setting.RETENTION, spec.choices().retention());
    put(extra, Setting.DEAD_LETTER_RETENTION, spec.choices().deadLetterRetention());
    Secret url = Secret.NONE;
    String database = said.database();
    if (!said.uri().isEmpty()) {
      DatastoreConfig parsed = DatastoreConfig.fromConnectionString(said.uri());
      url = parsed.url();
      database = database.isEmpty() ? parsed.database() : database;
    }
    Tls tls =
        spec.tls() == null ? Tls.DEFAULT.withMode(mode(spec)) : Tls.of(mode(spec), certificates);
    return new DatastoreConfig(
        spec.provider().name(),
        names.host(namespace),
        said.port() == null ? 0 : said.port(),
        database,
        user,
        new Secret(password),
        tls,
        options(spec.choices()),
        url,
        extra);
  }

  private static void put(Map<String, String> extra, Setting setting, String said) {
    if (!said.isEmpty()) {
      extra.put(setting.key(), said);
    }
  }

  private static String text(Map<String, byte[]> credentials, String key) {
    return new String(credentials.getOrDefault(key, NOTHING), StandardCharsets.UTF_8).strip();
  }

  private static DatastoreOptions options(ConnectionOptions said) {
    DatastoreOptions usual = DatastoreOptions.DEFAULT;
    int most = said.maxConnections() == null ? usual.maxConnections() : said.maxConnections();
    return new DatastoreOptions(
        most,
        said.maxIdleConnections() == null
            ? Math.min(usual.maxIdleConnections(), most)
            : said.maxIdleConnections(),
        said.connectionMaxLifetime().isEmpty()
            ? usual.connectionMaxLifetime()
            : GoDuration.parse(said.connectionMaxLifetime()),
        usual.connectTimeout(),
        said.pollInterval().isEmpty()
            ? usual.pollInterval()
            : GoDuration.parse(said.pollInterval()));
  }

  /// Refuses an environment that speaks of another datastore than the object does.
  ///
  /// @throws IllegalArgumentException with a sentence that names what differs
  static void requireAgreement(
      String namespace, DatastoreNames names, DatastoreConfig environment) {
    if (names.spec().provider() == ProviderName.kubernetes) {
      throw new IllegalArgumentException(
          "DATASTORE_PROVIDER is "
              + environment.provider()
              + ", but Datastore "
              + names.datastore()
              + " says kubernetes: remove the variables, or change the object");
    }
    DatastoreConfig object =
        of(
            namespace,
            names,
            Map.of(),
            () -> new PemTexts("", Optional.empty(), Optional.empty(), Optional.empty()),
            Optional.empty());
    Map<String, Function<DatastoreConfig, Object>> compared = new LinkedHashMap<>();
    compared.put("DATASTORE_PROVIDER", DatastoreConfig::provider);
    compared.put("DATASTORE_HOST", DatastoreConfig::host);
    compared.put("DATASTORE_PORT", DatastoreConfig::port);
    compared.put("DATASTORE_DATABASE", DatastoreConfig::database);
    compared.put("DATASTORE_USERNAME", DatastoreConfig::username);
    compared.forEach((variable, value) -> {
      if (!value.apply(environment).equals(value.apply(object))) {
        throw new IllegalArgumentException(
            "%s is \"%s\", but Datastore %s says \"%s\": remove the variables, or make them agree"
                .formatted(
                    variable, value.apply(environment), names.datastore(), value.apply(object)));
      }
    });
  }
}
