package io.nodesentinel.operator.cli;

import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.migrate.convert.Moved;
import io.nodesentinel.datastore.migrate.source.ExportFile;
import io.nodesentinel.datastore.migrate.source.LiveCollection;
import io.nodesentinel.datastore.migrate.source.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Where a move begins and where it ends, from one environment: `DATASTORE_...` names the target,
/// `MONGODB_...` the source.
final class MigrateEnds {
  private static final String PROVIDER = "DATASTORE_PROVIDER";
  private static final String TARGET = "postgresql";
  private static final String SOURCE = "mongodb";

  private final Map<String, String> environment;
  private final InputStream in;

  MigrateEnds(Map<String, String> environment, InputStream in) {
    this.environment = environment;
    this.in = in;
  }

  /// @throws IllegalArgumentException with one sentence
  DatastoreConfig target(@Nullable Path file) {
    DatastoreConfig config =
        file == null
            ? DatastoreConfig.fromEnvironment(without("MONGODB_", TARGET))
            : DatastoreConfig.fromYaml(text(file));
    if (!config.provider().equals(TARGET)) {
      throw new IllegalArgumentException(
          "The target of a move is PostgreSQL, not \"%s\": set %s=%s, and MONGODB_URI for the source."
              .formatted(config.provider(), PROVIDER, TARGET));
    }
    if (config.host().isEmpty() || config.database().isEmpty()) {
      throw new IllegalArgumentException(
          "The target database is not named: set DATASTORE_HOST and DATASTORE_DATABASE, or use"
              + " --config.");
    }
    return config;
  }

  /// @throws IllegalArgumentException with one sentence
  Supplier<Source> mongo(@Nullable Path file, Moved what) {
    if (file == null && environment.getOrDefault("MONGODB_URI", "").isBlank()) {
      throw new IllegalArgumentException(
          "The MongoDB to move from is not named: set MONGODB_URI and MONGODB_DATABASE_NAME, or use"
              + " --mongodb-config.");
    }
    DatastoreConfig config =
        file == null
            ? DatastoreConfig.fromEnvironment(without("DATASTORE_", SOURCE))
            : DatastoreConfig.fromYaml(text(file));
    if (!config.provider().equals(SOURCE)) {
      throw new IllegalArgumentException(
          "A move begins at MongoDB, and %s names a datastore of \"%s\"."
              .formatted(file == null ? "MONGODB_URI" : file, config.provider()));
    }
    return () -> LiveCollection.open(config, what.collection());
  }

  /// @throws IllegalArgumentException with one sentence
  Supplier<Source> file(String name) {
    if (name.equals("-")) {
      AtomicBoolean used = new AtomicBoolean();
      return () -> {
        if (used.getAndSet(true)) {
          throw new IllegalArgumentException(
              "An earlier run read another standard input: --restart begins at the beginning of this"
                  + " one.");
        }
        return ExportFile.of("the standard input", in);
      };
    }
    Path file = Path.of(name);
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new IllegalArgumentException(name + " is not a file that can be read.");
    }
    return () -> ExportFile.open(file);
  }

  private Map<String, String> without(String prefix, String provider) {
    Map<String, String> rest = new TreeMap<>(environment);
    rest.keySet().removeIf(key -> key.startsWith(prefix));
    rest.putIfAbsent(PROVIDER, provider);
    return rest;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
