package io.nodesentinel.datastore.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads `provider://user:password@host:port/database?option=value`. Names and passwords are
/// percent-encoded. What only MongoDB's driver knows is left to it; every other unknown option is
/// an error.
final class ConnectionString {
  private static final Pattern FORM =
      Pattern.compile(
          "(?<scheme>[a-zA-Z][a-zA-Z0-9+]*)://(?:(?<user>[^:@/?]*)(?::(?<password>[^@/?]*))?@)?"
              + "(?<hosts>[^/?@]*)(?:/(?<database>[^?]*))?(?:\\?(?<query>.*))?");
  private static final Map<String, String> PROVIDERS =
      Map.of("postgres", "postgresql", "mongodb+srv", "mongodb");
  private static final Map<String, Setting> OTHER_NAMES =
      Map.of(
          "maxPoolSize", Setting.MAX_CONNECTIONS,
          "minPoolSize", Setting.MAX_IDLE_CONNECTIONS,
          "maxIdle", Setting.MAX_IDLE_CONNECTIONS);

  private final Settings settings;
  private final Matcher parts;

  private ConnectionString(Settings settings, Matcher parts) {
    this.settings = settings;
    this.parts = parts;
  }

  static DatastoreConfig read(String text) {
    Settings settings = new Settings(setting -> "The connection string's " + setting.key());
    settings.put(Setting.URL, text);
    return into(settings, text).config();
  }

  /// Adds what the string says.
  static Settings into(Settings settings, String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw Checks.wrong(
          "The connection string is not of the form provider://user:password@host:port/database;"
              + " characters such as @ : / ? in a name or password must be percent-encoded.");
    }
    new ConnectionString(settings, parts).read();
    return settings;
  }

  private void read() {
    String scheme = part("scheme").toLowerCase(Locale.ROOT);
    String provider = PROVIDERS.getOrDefault(scheme, scheme);
    put(Setting.PROVIDER, provider);
    put(Setting.USERNAME, decoded(part("user")));
    put(Setting.PASSWORD, decoded(part("password")));
    put(Setting.DATABASE, decoded(part("database")));
    hosts(part("hosts"), provider);
    for (String option : part("query").split("&", -1)) {
      if (!option.isEmpty()) {
        option(option, provider);
      }
    }
  }

  private void hosts(String hosts, String provider) {
    int colon = hosts.lastIndexOf(':');
    boolean several = hosts.indexOf(',') >= 0;
    if (several && !provider.equals("mongodb")) {
      throw Checks.wrong("The connection string names several hosts; " + provider + " takes one.");
    }
    if (several || colon < 0 || hosts.endsWith("]")) {
      put(Setting.HOST, hosts);
      return;
    }
    put(Setting.HOST, hosts.substring(0, colon));
    put(Setting.PORT, hosts.substring(colon + 1));
  }

  private void option(String option, String provider) {
    int at = option.indexOf('=');
    if (at < 1) {
      throw Checks.wrong("An option of the connection string is not of the form name=value.");
    }
    String name = option.substring(0, at);
    String value = decoded(option.substring(at + 1));
    if (name.equals("tls") || name.equals("ssl")) {
      put(Setting.SSL_MODE, value.equals("false") ? "disable" : "verify-full");
      return;
    }
    Setting setting = OTHER_NAMES.getOrDefault(name, Setting.named(name).orElse(Setting.URL));
    if (setting != Setting.URL) {
      put(setting, value);
    } else if (!provider.equals("mongodb")) {
      throw Checks.wrong(
          "The connection string has the option \"%s\", which is not known; there is %s."
              .formatted(name, String.join(", ", Setting.keys())));
    }
  }

  private void put(Setting setting, String value) {
    settings.put(setting, value, "the connection string");
  }

  private String part(String name) {
    String part = parts.group(name);
    return part == null ? "" : part;
  }

  private static String decoded(String text) {
    try {
      // A plus sign stands for itself in everything but forms.
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw Checks.wrong(
          "The connection string has a % that is not followed by two hexadecimal digits.");
    }
  }
}
