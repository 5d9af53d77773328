package io.nodesentinel.datastore.event;

import static io.nodesentinel.datastore.client.Collection.HEALTH_EVENTS;

import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.datastore.client.Cursor;
import io.nodesentinel.datastore.client.DatabaseClient;
import io.nodesentinel.datastore.client.InsertResult;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.FindOptions;
import io.nodesentinel.datastore.query.Projection;
import io.nodesentinel.datastore.query.Sort;
import io.nodesentinel.datastore.query.Update;
import io.nodesentinel.datastore.query.UpdateBuilder;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Health events over any store of documents.
public final class DocumentHealthEventStore implements HealthEventStore {
  private static final Sort OLDEST_FIRST = Sort.ascending("createdAt").thenAscending("_id");
  private static final Sort NEWEST_FIRST = Sort.descending("createdAt").thenDescending("_id");
  private static final int MAX_BATCH = 10_000;

  private final DatabaseClient client;
  private final HealthEventShape shape;
  private final NodeSessions sessions;

  /// Events in a store that has transactions.
  public DocumentHealthEventStore(DatabaseClient client, HealthEventShape shape) {
    this.client = client;
    this.shape = shape;
    this.sessions = new TransactionalSessions(client, this::ofNode);
  }

  /// Events in a store that has none.
  public DocumentHealthEventStore(
      DatabaseClient client, HealthEventShape shape, NodeSessions sessions) {
    this.client = client;
    this.shape = shape;
    this.sessions = sessions;
  }

  @Override
  public HealthEventShape shape() {
    return shape;
  }

  @Override
  public Value create(StoredHealthEvent event) {
    InsertResult result = createAll(List.of(event));
    if (result.inserted() == 1) {
      return result.ids().getFirst();
    }
    String key = event.event().metadata().getOrDefault("idempotencyKey", "");
    return client
        .findOne(
            HEALTH_EVENTS,
            new Filter.Eq(HealthEventShape.idempotencyKey(), Value.of(key)),
            FindOptions.DEFAULT.projected(new Projection(List.of(), true)))
        .flatMap(Document::id)
        .orElseThrow(() ->
            DatastoreException.of(
                    DatastoreException.Kind.INSERT,
                    "A health event with the same idempotencyKey was there and went while this"
                        + " one was stored. Try again.")
                .retryable(true));
  }

  @Override
  public InsertResult createAll(List<StoredHealthEvent> events) {
    return client.insertManyIdempotent(
        HEALTH_EVENTS,
        events.stream().map(event -> HealthEventCodec.write(event, shape)).toList(),
        HealthEventShape.idempotencyKey());
  }

  @Override
  public Optional<StoredHealthEvent> byId(Value id) {
    return client.findById(HEALTH_EVENTS, id).map(HealthEventCodec::read);
  }

  @Override
  public Optional<StoredHealthEvent> latestForNode(String nodeName) {
    return latest(ofNode(nodeName));
  }

  @Override
  public Optional<StoredHealthEvent> latest(Filter filter) {
    return client
        .findOne(HEALTH_EVENTS, filter, FindOptions.sorted(NEWEST_FIRST))
        .map(HealthEventCodec::read);
  }

  @Override
  public Cursor<StoredHealthEvent> byNode(String nodeName) {
    return byQuery(ofNode(nodeName), FindOptions.sorted(OLDEST_FIRST));
  }

  @Override
  public Cursor<StoredHealthEvent> byStatus(Collection<NodeQuarantined> statuses) {
    return byQuery(Sessions.hasStatus(statuses), FindOptions.sorted(OLDEST_FIRST));
  }

  @Override
  public Cursor<StoredHealthEvent> byQuery(Filter filter, FindOptions options) {
    return client.find(HEALTH_EVENTS, filter, options).map(HealthEventCodec::read);
  }

  @Override
  public void inBatches(Filter filter, int size, Consumer<List<StoredHealthEvent>> batch) {
    if (size < 1 || size > MAX_BATCH) {
      throw DatastoreException.invalid(
          "A batch has 1 to %d events; %d were asked for.".formatted(MAX_BATCH, size));
    }
    FindOptions options = FindOptions.sorted(Sort.ascending(Document.ID)).limitedTo(size);
    Filter rest = filter;
    List<Document> documents;
    do {
      documents = client.find(HEALTH_EVENTS, rest, options).toList();
      if (!documents.isEmpty()) {
        batch.accept(documents.stream().map(HealthEventCodec::read).toList());
        rest = new Filter.And(List.of(filter, Sessions.after(documents.getLast())));
      }
    } while (documents.size() == size);
  }

  @Override
  public StatusOutcome updateStatus(Value id, HealthEventStatus parts) {
    Filter byId = Filter.byId(id);
    if (client.updateOne(HEALTH_EVENTS, Sessions.guarded(byId, parts), update(parts)).matched()
        > 0) {
      return StatusOutcome.WRITTEN;
    }
    return client.count(HEALTH_EVENTS, byId) > 0 ? StatusOutcome.CANCELLED : StatusOutcome.GONE;
  }

  @Override
  public long updateStatuses(Filter filter, HealthEventStatus parts) {
    return client
        .updateMany(HEALTH_EVENTS, Sessions.guarded(filter, parts), update(parts))
        .matched();
  }

  private Update update(HealthEventStatus parts) {
    UpdateBuilder update = UpdateBuilder.update();
    HealthEventCodec.statusFields(parts, shape).forEach(update::set);
    return update.build();
  }

  @Override
  public boolean putSpanIds(Value id, Map<String, String> spanIds) {
    UpdateBuilder update = UpdateBuilder.update();
    spanIds.forEach((service, span) ->
        update.set(HealthEventShape.status("spanids").then(service), Value.of(span)));
    return client.updateOne(HEALTH_EVENTS, Filter.byId(id), update.build()).matched() > 0;
  }

  @Override
  public boolean isDrained(String nodeName) {
    return sessions.isDrained(nodeName);
  }

  @Override
  public Map<String, List<Value>> cancelSessions(Collection<String> nodeNames) {
    return sessions.cancel(nodeNames);
  }

  private Filter ofNode(String nodeName) {
    return new Filter.Eq(shape.event("nodeName"), Value.of(nodeName));
  }
}
