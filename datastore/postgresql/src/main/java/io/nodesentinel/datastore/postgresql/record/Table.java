package io.nodesentinel.datastore.postgresql.record;

import io.nodesentinel.datastore.client.Collection;
import org.jspecify.annotations.Nullable;

/// Where the documents of a collection are. The names below are the only table names that ever
/// become part of a statement; the name of any other collection is a value.
public enum Table {
  HEALTH_EVENTS("health_events"),
  MAINTENANCE_EVENTS("maintenance_events"),
  /// All other collections, told apart by the column `collection`.
  DOCUMENTS("datastore_documents");

  private final String sqlName;

  Table(String sqlName) {
    this.sqlName = sqlName;
  }

  public static Table of(Collection collection) {
    if (collection.equals(Collection.HEALTH_EVENTS)) {
      return HEALTH_EVENTS;
    }
    return collection.equals(Collection.MAINTENANCE_EVENTS) ? MAINTENANCE_EVENTS : DOCUMENTS;
  }

  /// The table of a name in the changelog, or null if no documents are there.
  public static @Nullable Table named(String sqlName) {
    for (Table table : values()) {
      if (table.sqlName.equals(sqlName)) {
        return table;
      }
    }
    return null;
  }

  /// The collection that a row of this table belongs to.
  ///
  /// @param stated the row's column `collection`
  public @Nullable Collection collection(@Nullable String stated) {
    return switch (this) {
      case HEALTH_EVENTS -> Collection.HEALTH_EVENTS;
      case MAINTENANCE_EVENTS -> Collection.MAINTENANCE_EVENTS;
      case DOCUMENTS -> stated == null ? null : new Collection(stated);
    };
  }

  /// Rows say their collection themselves.
  public boolean isShared() {
    return this == DOCUMENTS;
  }

  public String sqlName() {
    return sqlName;
  }
}
