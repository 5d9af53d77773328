package io.nodesentinel.datastore.migrate.convert;

import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.postgresql.record.Table;

/// What can be moved. Resume tokens cannot: those of MongoDB mean nothing to another database.
public enum Moved {
  HEALTH_EVENTS,
  MAINTENANCE_EVENTS;

  public Collection collection() {
    return this == HEALTH_EVENTS ? Collection.HEALTH_EVENTS : Collection.MAINTENANCE_EVENTS;
  }

  /// Name of the table, fit for a statement.
  public String table() {
    return Table.of(collection()).sqlName();
  }

  /// What a document has that is not inserted, though its id is not there yet.
  public String conflict() {
    return this == HEALTH_EVENTS
        ? "the same idempotency key as another event"
        : "the same eventId as another event";
  }

  /// The document as it is written in PostgreSQL.
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException (CONVERSION) if it is no document
  ///   of this collection
  Document respelled(Document document) {
    return switch (this) {
      case HEALTH_EVENTS -> HealthEventJson.of(document);
      case MAINTENANCE_EVENTS -> MaintenanceEventJson.of(document);
    };
  }
}
