package io.nodesentinel.datastore.bridge;

import static io.nodesentinel.datastore.client.Collection.HEALTH_EVENTS;

import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.datastore.client.Cursor;
import io.nodesentinel.datastore.client.DatabaseClient;
import io.nodesentinel.datastore.client.Found;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.event.HealthEventShape;
import io.nodesentinel.datastore.query.Accumulator;
import io.nodesentinel.datastore.query.Comparison;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.FindOptions;
import io.nodesentinel.datastore.query.PipelineBuilder;
import io.nodesentinel.datastore.query.Sort;
import io.nodesentinel.datastore.spi.DataStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Asks the store for what is open, and not for its history: events that nobody judged yet, and of
/// the nodes that have any, or whose ledger is open, everything since the oldest of those facts.
final class OpenEvents {
  /// The times of a store and of a reporter may differ by so much each.
  private static final Duration MARGIN = StoredEvent.SKEW.multipliedBy(2);

  /// Few enough that an index serves each node.
  private static final int NODES_AT_ONCE = 32;

  private static final int IDS_AT_ONCE = 500;

  /// Of a node whose ledger is open for months only the end of its history is read.
  private static final int MOST_ROWS = 20_000;

  private static final FieldPath LOWER_CASE_NODE = HealthEventShape.LOWER_CASE.event("nodeName");

  private final DatabaseClient client;
  private final FieldPath node;
  private final DocumentReading reading;

  OpenEvents(DataStore store, DocumentReading reading) {
    this.client = store.client();
    this.node = store.healthEvents().shape().event("nodeName");
    this.reading = reading;
  }

  /// Some nodes, and all of their events since the oldest that is open.
  record Part(List<String> nodes, List<EventRow> rows) {}

  /// What gets one part after the other; no connection is held meanwhile.
  @FunctionalInterface
  interface Taker {
    void take(Part part) throws InterruptedException;
  }

  /// Reads what is open, in parts.
  ///
  /// @param from events from before that nobody judged are let be, unless their node is among these
  /// @param openSince nodes whose ledger is open, and since when
  void read(Instant from, Map<String, Instant> openSince, Taker taker) throws InterruptedException {
    Map<String, Instant> since = new HashMap<>(openSince);
    unjudged(from).forEach((name, at) -> since.merge(name, at, OpenEvents::earlier));
    Instant now = reading.now();
    since.replaceAll((_, at) -> earlier(at, now));
    List<Map.Entry<String, Instant>> nodes = new ArrayList<>(since.entrySet());
    // Neighbours in time share a question without asking for much more than is wanted.
    nodes.sort(Map.Entry.comparingByValue(Comparator.reverseOrder()));
    for (int i = 0; i < nodes.size(); i += NODES_AT_ONCE) {
      taker.take(part(nodes.subList(i, Math.min(nodes.size(), i + NODES_AT_ONCE))));
    }
  }

  private Map<String, Instant> unjudged(Instant from) {
    Map<String, Instant> first = new HashMap<>();
    Filter open =
        new Filter.And(
            List.of(
                since(from),
                new Filter.Not(new Filter.Exists(HealthEventShape.evaluated())),
                ObjectCopies.NONE_OF_THEM));
    try (Cursor<Document> groups =
        client.aggregate(
            HEALTH_EVENTS,
            PipelineBuilder.pipeline()
                .match(open)
                .group(
                    Map.of("node", node.toString(), "other", LOWER_CASE_NODE.toString()),
                    Map.of("first", Accumulator.min("createdAt")))
                .build())) {
      groups.forEachRemaining(group ->
          name(group)
              .filter(Bounds::isNodeName)
              .ifPresent(name -> first.merge(name, time(group).orElse(from), OpenEvents::earlier)));
    }
    return first;
  }

  private static Optional<String> name(Document group) {
    return group
        .at("node")
        .filter(TextValue.class::isInstance)
        .or(() -> group.at("other"))
        .filter(TextValue.class::isInstance)
        .map(name -> ((TextValue) name).value());
  }

  private static Optional<Instant> time(Document group) {
    return group.at("first").flatMap(StoredTimes::read);
  }

  private Part part(List<Map.Entry<String, Instant>> nodes) {
    Map<String, Instant> since = new HashMap<>();
    nodes.forEach(entry -> since.put(entry.getKey(), entry.getValue().minus(MARGIN)));
    List<Value> names = since.keySet().stream().<Value>map(Value::of).toList();
    Instant first = since.values().stream().min(Comparator.naturalOrder()).orElseThrow();
    List<EventRow> rows = new ArrayList<>();
    List<FieldPath> paths =
        node.equals(LOWER_CASE_NODE) ? List.of(node) : List.of(node, LOWER_CASE_NODE);
    for (FieldPath path : paths) {
      Filter filter =
          new Filter.And(
              List.of(new Filter.In(path, names), since(first), ObjectCopies.NONE_OF_THEM));
      try (Cursor<Found> found = client.findEach(HEALTH_EVENTS, filter, newestFirst(MOST_ROWS))) {
        found.forEachRemaining(one -> reading.read(one).ifPresent(rows::add));
      }
    }
    // Of another node's time, but it may be that a part of its history is missing before it.
    rows.removeIf(row -> {
      Instant own = since.get(row.nodeName());
      return own == null || row.event().createdAt().isBefore(own);
    });
    return new Part(List.copyOf(since.keySet()), rows);
  }

  /// The newest events since then, judged or not.
  List<EventRow> newest(Instant from, int most) {
    List<EventRow> rows = new ArrayList<>();
    try (Cursor<Found> found =
        client.findEach(
            HEALTH_EVENTS,
            new Filter.And(List.of(since(from), ObjectCopies.NONE_OF_THEM)),
            newestFirst(most))) {
      found.forEachRemaining(one -> reading.read(one).ifPresent(rows::add));
    }
    return rows;
  }

  private static FindOptions newestFirst(int most) {
    return FindOptions.sorted(Sort.descending("createdAt").thenDescending(Document.ID))
        .limitedTo(most);
  }

  /// One document as it is now; empty if it is not there.
  Optional<Found> byId(Value id) {
    return client
        .findEach(HEALTH_EVENTS, Filter.byId(id), FindOptions.DEFAULT.limitedTo(1))
        .toList()
        .stream()
        .findFirst();
  }

  /// Those of these that are stored.
  List<Found> byIds(List<Value> ids) {
    List<Found> found = new ArrayList<>();
    for (int i = 0; i < ids.size(); i += IDS_AT_ONCE) {
      List<Value> some = ids.subList(i, Math.min(ids.size(), i + IDS_AT_ONCE));
      Filter filter = new Filter.In(FieldPath.ID, some);
      found.addAll(client.findEach(HEALTH_EVENTS, filter, FindOptions.DEFAULT).toList());
    }
    return found;
  }

  private static Filter since(Instant time) {
    return new Filter.Compare(
        HealthEventShape.createdAt(), Comparison.GREATER_OR_EQUAL, Value.of(time));
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
