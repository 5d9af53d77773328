package io.nodesentinel.datastore.migrate.convert;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.CONVERSION;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.event.MaintenanceEventCodec;

/// A maintenance event of MongoDB as it is written in PostgreSQL: its times are RFC 3339 text.
final class MaintenanceEventJson {
  private static final String EVENT_ID = "eventId";

  private MaintenanceEventJson() {}

  static Document of(Document document) {
    if (!(document.get(EVENT_ID) instanceof TextValue(String id)) || id.isEmpty()) {
      throw DatastoreException.of(
          CONVERSION,
          "It is no maintenance event: it has no text \"eventId\". Is it of another collection?");
    }
    Document converted = document;
    for (String time : MaintenanceEventCodec.TIMES) {
      converted = HealthEventJson.changed(converted, time, HealthEventJson::rfc3339);
    }
    return converted;
  }
}
