package io.nodesentinel.datastore.config;

import io.nodesentinel.crds.GoDuration;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Settings as texts from one source, made into a configuration. Messages use the names of the
/// source, and never the value of a secret.
final class Settings {
  private final Map<Setting, String> values = new EnumMap<>(Setting.class);
  private final Function<Setting, String> names;

  Settings(Function<Setting, String> names) {
    this.names = names;
  }

  /// Sets a value; an empty one is none.
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException if there is another one already
  Settings put(Setting setting, String text, String from) {
    if (text.isEmpty()) {
      return this;
    }
    String value = setting == Setting.PROVIDER ? text.toLowerCase(Locale.ROOT) : text;
    String other = values.putIfAbsent(setting, value);
    if (other != null && !other.equals(value)) {
      throw Checks.wrong(
          "%s and %s say different things; remove one of them."
              .formatted(names.apply(setting), from));
    }
    return this;
  }

  Settings put(Setting setting, String value) {
    return put(setting, value, names.apply(setting));
  }

  boolean has(Setting setting) {
    return values.containsKey(setting);
  }

  String text(Setting setting) {
    return values.getOrDefault(setting, "");
  }

  DatastoreConfig config() {
    return new DatastoreConfig(
        text(Setting.PROVIDER),
        text(Setting.HOST),
        integer(Setting.PORT, 0),
        text(Setting.DATABASE),
        text(Setting.USERNAME),
        new Secret(text(Setting.PASSWORD)),
        new Tls(mode(), path(Setting.SSL_CERT), path(Setting.SSL_KEY), path(Setting.SSL_ROOT_CERT)),
        options(),
        new Secret(text(Setting.URL)),
        extra());
  }

  private DatastoreOptions options() {
    DatastoreOptions defaults = DatastoreOptions.DEFAULT;
    int most = integer(Setting.MAX_CONNECTIONS, defaults.maxConnections());
    return new DatastoreOptions(
        most,
        integer(Setting.MAX_IDLE_CONNECTIONS, Math.min(defaults.maxIdleConnections(), most)),
        duration(Setting.CONNECTION_MAX_LIFETIME, defaults.connectionMaxLifetime()),
        duration(Setting.CONNECT_TIMEOUT, defaults.connectTimeout()),
        duration(Setting.POLL_INTERVAL, defaults.pollInterval()));
  }

  private Map<String, String> extra() {
    Map<String, String> extra = new TreeMap<>();
    for (Setting setting :
        new Setting[] {
          Setting.RETENTION,
          Setting.DEAD_LETTER_RETENTION,
          Setting.COLLECTION,
          Setting.TOKEN_COLLECTION,
          Setting.MAINTENANCE_COLLECTION
        }) {
      if (has(setting)) {
        extra.put(setting.key(), text(setting));
      }
    }
    return extra;
  }

  private SslMode mode() {
    if (!has(Setting.SSL_MODE)) {
      return SslMode.VERIFY_FULL;
    }
    String text = text(Setting.SSL_MODE);
    return Arrays.stream(SslMode.values())
        .filter(mode -> mode.text().equals(text))
        .findAny()
        .orElseThrow(() ->
            Checks.wrong(
                "%s is \"%s\"; it must be one of %s."
                    .formatted(
                        names.apply(Setting.SSL_MODE),
                        text,
                        Arrays.stream(SslMode.values())
                            .map(SslMode::text)
                            .collect(Collectors.joining(", ")))));
  }

  private Optional<Path> path(Setting setting) {
    if (!has(setting)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(text(setting)));
    } catch (InvalidPathException _) {
      throw Checks.wrong(names.apply(setting) + " is not the name of a file.");
    }
  }

  private int integer(Setting setting, int otherwise) {
    if (!has(setting)) {
      return otherwise;
    }
    try {
      return Integer.parseInt(text(setting));
    } catch (NumberFormatException _) {
      throw Checks.wrong(
          "%s is \"%s\"; it must be a whole number."
              .formatted(names.apply(setting), text(setting)));
    }
  }

  private Duration duration(Setting setting, Duration otherwise) {
    if (!has(setting)) {
      return otherwise;
    }
    try {
      return GoDuration.parse(text(setting));
    } catch (IllegalArgumentException _) {
      throw Checks.wrong(
          "%s is \"%s\"; it must be a duration such as 500ms, 10s or 30m."
              .formatted(names.apply(setting), text(setting)));
    }
  }
}
