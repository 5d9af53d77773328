package io.nodesentinel.datastore.spi;

import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.error.DatastoreException;
import java.util.List;
import java.util.Locale;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeSet;

/// Opens a datastore with the provider that its configuration names.
public final class Datastores {
  private Datastores() {}

  /// @throws DatastoreException (UNKNOWN_PROVIDER) if no provider of that name is on the class
  ///   path, or as the provider says
  public static DataStore open(DatastoreConfig config) {
    DatastoreProvider provider = provider(config.provider());
    config.checkFiles();
    return provider.open(config);
  }

  /// The provider of a name or alias, whatever the case.
  ///
  /// @throws DatastoreException (UNKNOWN_PROVIDER) as [#open]
  public static DatastoreProvider provider(String name) {
    List<DatastoreProvider> all = load();
    String wanted = name.toLowerCase(Locale.ROOT);
    return all.stream()
        .filter(provider -> provider.name().equals(wanted) || provider.aliases().contains(wanted))
        .findFirst()
        .orElseThrow(() ->
            DatastoreException.of(
                DatastoreException.Kind.UNKNOWN_PROVIDER,
                "There is no datastore provider \"%s\" on the class path; there is: %s."
                    .formatted(
                        wanted,
                        all.isEmpty()
                            ? "none"
                            : String.join(
                                ", ",
                                new TreeSet<>(
                                    all.stream().map(DatastoreProvider::name).toList())))));
  }

  private static List<DatastoreProvider> load() {
    try {
      return ServiceLoader.load(DatastoreProvider.class).stream()
          .map(ServiceLoader.Provider::get)
          .toList();
    } catch (ServiceConfigurationError broken) {
      throw DatastoreException.of(
          DatastoreException.Kind.UNKNOWN_PROVIDER,
          "A datastore provider on the class path cannot be loaded: " + broken.getMessage(),
          broken);
    }
  }
}
