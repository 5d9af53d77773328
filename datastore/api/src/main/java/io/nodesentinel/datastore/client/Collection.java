package io.nodesentinel.datastore.client;

import io.nodesentinel.datastore.error.DatastoreException;
import java.util.regex.Pattern;

/// A named set of documents: a collection in MongoDB, a table in PostgreSQL, whose provider maps
/// the names (`HealthEvents` is the table `health_events`).
public record Collection(String name) {
  // First, since the constants below need it.
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,47}");

  public static final Collection HEALTH_EVENTS = new Collection("HealthEvents");
  public static final Collection MAINTENANCE_EVENTS = new Collection("MaintenanceEvents");

  /// Changes that no attempt could handle.
  public static final Collection DEAD_LETTERS = new Collection("DeadLetters");

  /// @throws DatastoreException if it is not a letter and up to 47 letters, digits or underscores
  public Collection {
    if (!NAME.matcher(name).matches()) {
      throw DatastoreException.invalid(
          "The name of a collection is a letter and up to 47 letters, digits or underscores.");
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
