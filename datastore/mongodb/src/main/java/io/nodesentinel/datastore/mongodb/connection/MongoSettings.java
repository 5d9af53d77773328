package io.nodesentinel.datastore.mongodb.connection;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.CONFIGURATION;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCredential;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.ServerAddress;
import com.mongodb.WriteConcern;
import com.mongodb.connection.ClusterConnectionMode;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.config.DatastoreOptions;
import io.nodesentinel.datastore.config.Setting;
import io.nodesentinel.datastore.config.SslMode;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.tls.TlsFiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.bson.UuidRepresentation;

/// The driver's settings from ours. What a connection string says to MongoDB's drivers is honoured,
/// but for what would break the contract: reads and writes are always confirmed by the majority and
/// answered by the primary.
public final class MongoSettings {
  private static final int DEFAULT_PORT = 27017;
  private static final int READ_TIMEOUT_SECONDS = 60;
  private static final int IDLE_SECONDS = 60;

  /// Options that say what we have another word for, or that weaken TLS in silence.
  private static final Set<String> REFUSED =
      Set.of(
          "tlsinsecure",
          "tlsallowinvalidhostnames",
          "tlsallowinvalidcertificates",
          "sslinvalidhostnameallowed",
          "tlscafile",
          "tlscertificatekeyfile",
          "tlscertificatekeyfilepassword");

  /// Options that are in the configuration already.
  private static final Set<String> OURS =
      Arrays.stream(Setting.values())
          .map(setting -> setting.key().toLowerCase(Locale.ROOT))
          .collect(Collectors.toSet());

  private MongoSettings() {}

  /// @throws DatastoreException (CONFIGURATION) with one sentence, and never with the string
  public static MongoClientSettings of(DatastoreConfig config, TlsFiles files) {
    if (config.database().isEmpty()) {
      throw wrong(
          "No database is named: set MONGODB_DATABASE_NAME or DATASTORE_DATABASE, or put it into the"
              + " connection string.");
    }
    MongoClientSettings.Builder settings = MongoClientSettings.builder();
    boolean authenticated = false;
    if (config.url().isEmpty()) {
      List<ServerAddress> hosts = hosts(config);
      settings.applyToClusterSettings(
          cluster -> cluster.hosts(hosts).mode(ClusterConnectionMode.MULTIPLE));
    } else {
      ConnectionString url = url(config.url().reveal());
      settings.applyConnectionString(url);
      authenticated = url.getCredential() != null;
      // One host may be any member of a replica set: look for the others, unless told not to.
      if (!url.isSrvProtocol()
          && !Boolean.TRUE.equals(url.isDirectConnection())
          && !Boolean.TRUE.equals(url.isLoadBalanced())) {
        settings.applyToClusterSettings(cluster -> cluster.mode(ClusterConnectionMode.MULTIPLE));
      }
    }
    if (!authenticated) {
      credential(settings, config);
    }
    options(settings, config.options());
    secure(settings, config.tls().mode(), files);
    return settings
        .applicationName("nodesentinel")
        .uuidRepresentation(UuidRepresentation.STANDARD)
        .readConcern(ReadConcern.MAJORITY)
        .readPreference(ReadPreference.primary())
        .writeConcern(WriteConcern.MAJORITY)
        .retryReads(true)
        .retryWrites(true)
        .build();
  }

  private static ConnectionString url(String text) {
    int question = text.indexOf('?');
    List<String> kept = new ArrayList<>();
    for (String option : question < 0 ? new String[0] : text.substring(question + 1).split("&")) {
      int equals = option.indexOf('=');
      String name = (equals < 0 ? option : option.substring(0, equals)).toLowerCase(Locale.ROOT);
      if (REFUSED.contains(name)) {
        throw wrong(
            "The connection string has the option \"%s\"; say sslmode, sslrootcert, sslcert and"
                    .formatted(name)
                + " sslkey instead, which mean the same on every datastore.");
      }
      if (!OURS.contains(name) && !name.isEmpty()) {
        kept.add(option);
      }
    }
    String base = question < 0 ? text : text.substring(0, question);
    try {
      return new ConnectionString(kept.isEmpty() ? base : base + "?" + String.join("&", kept));
    } catch (IllegalArgumentException _) {
      // The driver's message may quote the string.
      throw wrong("MongoDB's driver cannot read the connection string; compare its options.");
    }
  }

  private static List<ServerAddress> hosts(DatastoreConfig config) {
    if (config.host().isEmpty()) {
      throw wrong("No host is named: set MONGODB_URI, or DATASTORE_HOST.");
    }
    int port = config.port() == 0 ? DEFAULT_PORT : config.port();
    try {
      return Arrays.stream(config.host().split(","))
          .map(host ->
              host.lastIndexOf(':') > host.lastIndexOf(']') && host.indexOf(':') > 0
                  ? new ServerAddress(host)
                  : new ServerAddress(host, port))
          .toList();
    } catch (RuntimeException _) {
      throw wrong("The name of a host cannot be read.");
    }
  }

  /// A user name with a password, else the certificate says who we are, else nobody does.
  private static void credential(MongoClientSettings.Builder settings, DatastoreConfig config) {
    if (!config.password().isEmpty()) {
      settings.credential(
          MongoCredential.createCredential(
              config.username(),
              config.extra("authSource", "admin"),
              config.password().reveal().toCharArray()));
    } else if (config.tls().hasCertificate()) {
      settings.credential(
          config.username().isEmpty()
              ? MongoCredential.createMongoX509Credential()
              : MongoCredential.createMongoX509Credential(config.username()));
    } else if (!config.username().isEmpty()) {
      throw wrong("There is a username without a password or a client certificate: set one.");
    }
  }

  private static void options(MongoClientSettings.Builder settings, DatastoreOptions options) {
    long connect = options.connectTimeout().toMillis();
    settings
        .applyToConnectionPoolSettings(pool ->
            pool.maxSize(options.maxConnections())
                .minSize(options.maxIdleConnections())
                .maxConnectionLifeTime(
                    options.connectionMaxLifetime().toMillis(), TimeUnit.MILLISECONDS)
                .maxConnectionIdleTime(IDLE_SECONDS, TimeUnit.SECONDS)
                .maxWaitTime(connect, TimeUnit.MILLISECONDS))
        .applyToClusterSettings(
            cluster -> cluster.serverSelectionTimeout(connect, TimeUnit.MILLISECONDS))
        .applyToSocketSettings(socket ->
            socket
                .connectTimeout(connect, TimeUnit.MILLISECONDS)
                .readTimeout(READ_TIMEOUT_SECONDS, TimeUnit.SECONDS));
  }

  private static void secure(MongoClientSettings.Builder settings, SslMode mode, TlsFiles files) {
    settings.applyToSslSettings(ssl -> {
      ssl.enabled(mode != SslMode.DISABLE).invalidHostNameAllowed(mode != SslMode.VERIFY_FULL);
      if (mode != SslMode.DISABLE) {
        ssl.context(new RenewingTls(files));
      }
    });
  }

  private static DatastoreException wrong(String sentence) {
    return DatastoreException.of(CONFIGURATION, sentence).from(MongoErrors.PROVIDER);
  }
}
