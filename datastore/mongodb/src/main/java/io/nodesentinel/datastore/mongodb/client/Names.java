package io.nodesentinel.datastore.mongodb.client;

import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.config.Setting;

/// What collections are called in this database.
///
/// @param healthEvents name of the collection of health events
/// @param maintenanceEvents name of the collection of maintenance events
/// @param tokens name of the collection of resume tokens
public record Names(String healthEvents, String maintenanceEvents, String tokens) {

  public static Names of(DatastoreConfig config) {
    return new Names(
        config.extra(Setting.COLLECTION.key(), Collection.HEALTH_EVENTS.name()),
        config.extra(Setting.MAINTENANCE_COLLECTION.key(), Collection.MAINTENANCE_EVENTS.name()),
        config.extra(Setting.TOKEN_COLLECTION.key(), "ResumeTokens"));
  }

  public String of(Collection collection) {
    return collection.equals(Collection.HEALTH_EVENTS)
        ? healthEvents
        : collection.equals(Collection.MAINTENANCE_EVENTS) ? maintenanceEvents : collection.name();
  }
}
