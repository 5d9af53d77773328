package io.nodesentinel.datastore.event;

import static io.nodesentinel.datastore.client.Collection.MAINTENANCE_EVENTS;
import static io.nodesentinel.datastore.query.FilterBuilder.filter;

import io.nodesentinel.datastore.client.Cursor;
import io.nodesentinel.datastore.client.DatabaseClient;
import io.nodesentinel.datastore.client.UpdateResult;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.FilterBuilder;
import io.nodesentinel.datastore.query.FindOptions;
import io.nodesentinel.datastore.query.Sort;
import io.nodesentinel.datastore.query.UpdateBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Maintenance events over any store of documents.
public final class DocumentMaintenanceEventStore implements MaintenanceEventStore {
  private static final List<MaintenanceStatus> ONGOING =
      List.of(
          MaintenanceStatus.DETECTED,
          MaintenanceStatus.QUARANTINE_TRIGGERED,
          MaintenanceStatus.MAINTENANCE_ONGOING);

  private final DatabaseClient client;
  private final HealthEventShape shape;

  public DocumentMaintenanceEventStore(DatabaseClient client, HealthEventShape shape) {
    this.client = client;
    this.shape = shape;
  }

  @Override
  public boolean upsert(MaintenanceEvent event) {
    UpdateResult result =
        client.upsert(
            MAINTENANCE_EVENTS,
            byEvent(event.eventId()),
            MaintenanceEventCodec.update(event, shape));
    return result.modified() > 0 || result.upsertedId().isPresent();
  }

  @Override
  public Optional<MaintenanceEvent> byEventId(String eventId) {
    return client
        .findOne(MAINTENANCE_EVENTS, byEvent(eventId), FindOptions.DEFAULT)
        .map(MaintenanceEventCodec::read);
  }

  @Override
  public Cursor<MaintenanceEvent> toTriggerQuarantine(Instant now, Duration ahead) {
    return find(
        filter()
            .eq("status", MaintenanceStatus.DETECTED)
            .lte("scheduledStartTime", now.plus(ahead))
            .or(
                filter().eq("scheduledEndTime", null).build(),
                filter().gt("scheduledEndTime", now).build()));
  }

  @Override
  public Cursor<MaintenanceEvent> toTriggerHealthy(Instant now, Duration delay) {
    return find(
        filter()
            .eq("status", MaintenanceStatus.MAINTENANCE_COMPLETE)
            .lte("actualEndTime", now.minus(delay)));
  }

  @Override
  public boolean updateStatus(String eventId, MaintenanceStatus status, Instant at) {
    return client
            .updateOne(
                MAINTENANCE_EVENTS,
                byEvent(eventId),
                UpdateBuilder.update()
                    .set("status", status)
                    .set(
                        FieldPath.of("lastUpdatedTimestamp"), MaintenanceEventCodec.time(at, shape))
                    .build())
            .matched()
        > 0;
  }

  @Override
  public Optional<MaintenanceEvent> latestActive(
      String nodeName, String maintenanceType, Collection<MaintenanceStatus> statuses) {
    return latest(
        filter()
            .eq("nodeName", nodeName)
            .eq("maintenanceType", maintenanceType)
            .in("status", statuses));
  }

  @Override
  public Optional<MaintenanceEvent> ongoing(String nodeName) {
    return latest(filter().eq("nodeName", nodeName).in("status", ONGOING));
  }

  @Override
  public Cursor<MaintenanceEvent> byCspStatuses(String csp, Collection<String> cspStatuses) {
    return find(filter().eq("csp", csp).in("cspStatus", cspStatuses));
  }

  @Override
  public Optional<Instant> lastProcessed(String csp, String clusterName) {
    FilterBuilder wanted = filter().eq("csp", csp).ne("eventReceivedTimestamp", null);
    if (!clusterName.isEmpty()) {
      wanted.eq("clusterName", clusterName);
    }
    return client
        .findOne(
            MAINTENANCE_EVENTS,
            wanted.build(),
            FindOptions.sorted(Sort.descending("eventReceivedTimestamp")))
        .map(MaintenanceEventCodec::read)
        .flatMap(event -> Optional.ofNullable(event.eventReceivedTimestamp()));
  }

  private Optional<MaintenanceEvent> latest(FilterBuilder wanted) {
    return client
        .findOne(
            MAINTENANCE_EVENTS,
            wanted.build(),
            FindOptions.sorted(Sort.descending("lastUpdatedTimestamp").thenDescending("_id")))
        .map(MaintenanceEventCodec::read);
  }

  private Cursor<MaintenanceEvent> find(FilterBuilder wanted) {
    return client
        .find(MAINTENANCE_EVENTS, wanted.build(), FindOptions.sorted(Sort.ascending("eventId")))
        .map(MaintenanceEventCodec::read);
  }

  private static Filter byEvent(String eventId) {
    return filter().eq("eventId", eventId).build();
  }
}
