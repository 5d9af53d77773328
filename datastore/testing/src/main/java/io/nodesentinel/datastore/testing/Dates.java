package io.nodesentinel.datastore.testing;

import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.event.MaintenanceEventCodec;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;

/// The fields of events that are dates in filters and orders though their writer stores text.
final class Dates {
  private Dates() {}

  static Document normal(Collection collection, Document document) {
    Document normal = document;
    for (String field : fields(collection)) {
      if (normal.get(field) instanceof TextValue(String text)) {
        try {
          normal = normal.with(field, Value.of(Instant.parse(text)));
        } catch (DateTimeParseException _) {
          // Not a date: it stays what it is, and no date filter matches it.
        }
      }
    }
    return normal;
  }

  private static List<String> fields(Collection collection) {
    return collection.equals(Collection.HEALTH_EVENTS)
        ? List.of("createdAt")
        : collection.equals(Collection.MAINTENANCE_EVENTS)
            ? MaintenanceEventCodec.TIMES
            : List.of();
  }
}
