package io.nodesentinel.datastore.kubernetes.client;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.INSERT;

import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.NullValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.event.HealthEventCodec;
import io.nodesentinel.datastore.event.HealthEventShape;
import io.nodesentinel.datastore.kubernetes.object.EventObjects;
import io.nodesentinel.datastore.kubernetes.object.ObjectNames;
import io.nodesentinel.datastore.query.Update;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes objects of documents. Thread-safe.
///
/// The API server takes no status with a new object, so that is a second request: until it is
/// through, and for ever if the process dies in between, the event is one of which nothing came
/// yet.
final class Inserts {
  private static final Logger LOG = LoggerFactory.getLogger(Inserts.class);

  /// With more nodes than this one list of all objects is cheaper than one for each node.
  private static final int MOST_LISTS = 10;

  private final EventApi api;
  private final Writes writes;

  Inserts(EventApi api, Writes writes) {
    this.api = api;
    this.writes = writes;
  }

  /// Inserts all, or removes those that were inserted if one is refused.
  ///
  /// @return their ids
  List<Value> all(List<Document> documents) {
    List<HealthEvent> objects = new ArrayList<>();
    Keys keys = new Keys(HealthEventShape.idempotencyKey());
    keys.look(documents);
    for (Document document : documents) {
      Value key = keys.of(document);
      if (key != NullValue.NULL && !keys.isNew(key)) {
        throw taken("with this idempotencyKey");
      }
      objects.add(EventObjects.create(name(document, keys.path, key), document));
    }
    return created(objects);
  }

  private List<Value> created(List<HealthEvent> objects) {
    Deque<HealthEvent> done = new ArrayDeque<>();
    List<Value> ids = new ArrayList<>();
    try {
      for (HealthEvent object : objects) {
        done.push(create(object));
        ids.add(ObjectNames.id(object.getMetadata().getName()));
      }
      return ids;
    } catch (DatastoreException failure) {
      if (!done.isEmpty()) {
        remove(done);
      }
      throw EventApi.isTaken(failure) ? taken("of this name or idempotencyKey") : failure;
    }
  }

  private void remove(Collection<HealthEvent> inserted) {
    try {
      inserted.forEach(object -> writes.delete(object, _ -> true));
    } catch (DatastoreException failure) {
      LOG.warn(
          "up to {} HealthEvents of an insert that was refused are left, such as {}: {}",
          inserted.size(),
          inserted.iterator().next().getMetadata().getName(),
          failure.getMessage());
    }
  }

  /// Inserts those whose value at the path is not there yet.
  ///
  /// @return the ids of those that were inserted
  List<Value> missing(List<Document> documents, FieldPath path) {
    Keys keys = new Keys(path);
    documents.forEach(keys::of);
    keys.look(documents);
    List<HealthEvent> objects = new ArrayList<>();
    for (Document document : documents) {
      Value key = keys.of(document);
      if (key == NullValue.NULL || keys.isNew(key)) {
        objects.add(EventObjects.create(name(document, path, key), document));
      }
    }
    List<Value> ids = new ArrayList<>();
    for (HealthEvent object : objects) {
      try {
        create(object);
        ids.add(ObjectNames.id(object.getMetadata().getName()));
      } catch (DatastoreException failure) {
        // Another client was first with the key, whose name is the same.
        if (!EventApi.isTaken(failure)) {
          throw failure;
        }
      }
    }
    return ids;
  }

  private static String name(Document document, FieldPath path, Value key) {
    return document
        .id()
        .map(ObjectNames::name)
        .orElseGet(
            () -> key == NullValue.NULL ? ObjectNames.fresh() : ObjectNames.keyed(path, key));
  }

  private HealthEvent create(HealthEvent object) {
    HealthEventStatus status = object.getStatus();
    Map<FieldPath, Value> fields =
        status == null ? Map.of() : HealthEventCodec.statusFields(status, EventObjects.SHAPE);
    HealthEvent created = api.create(object);
    if (!fields.isEmpty()) {
      try {
        writes.update(created, _ -> true, new Update(fields, Set.of(), Map.of()));
      } catch (DatastoreException failure) {
        // The caller is told that it failed, and may try again.
        remove(List.of(created));
        throw failure;
      }
    }
    return created;
  }

  private static DatastoreException taken(String what) {
    return DatastoreException.of(INSERT, "There is a HealthEvent " + what + " already.")
        .from(ApiErrors.PROVIDER);
  }

  /// The values at one path, those that are there and those of this call.
  private final class Keys {
    private final FieldPath path;
    private final Set<Value> taken = new HashSet<>();

    Keys(FieldPath path) {
      this.path = path;
    }

    /// The key of a document; null if it has none.
    Value of(Document document) {
      Value key = document.at(path).orElse(Value.nothing());
      if (!key.isScalar()) {
        throw DatastoreException.invalid(
            "The key at %s is %s; it must be a single value.".formatted(path, key.typeName()));
      }
      return key;
    }

    /// Not there, and not the key of an earlier document of this call.
    boolean isNew(Value key) {
      return taken.add(key);
    }

    /// Finds out which keys of the documents are there. Objects that others made have names of
    /// their own, so their keys are only seen by looking.
    void look(List<Document> documents) {
      Map<Value, String> wanted = new HashMap<>();
      for (Document document : documents) {
        Value key = of(document);
        if (key != NullValue.NULL) {
          wanted.put(key, node(document));
        }
      }
      if (wanted.isEmpty()) {
        return;
      }
      Set<String> nodes = new HashSet<>(wanted.values());
      boolean byNode =
          path.equals(HealthEventShape.idempotencyKey())
              && nodes.size() <= MOST_LISTS
              && !nodes.contains("");
      List<Selection> selections =
          byNode
              ? nodes.stream()
                  .map(node -> new Selection(Optional.empty(), Optional.of(node)))
                  .toList()
              : List.of(Selection.ALL);
      for (Selection selection : selections) {
        EventPages.of(api, selection)
            .forEachRemaining(object ->
                EventObjects.read(object)
                    .at(path)
                    .filter(wanted::containsKey)
                    .ifPresent(taken::add));
      }
    }

    private String node(Document document) {
      return document
          .at(EventObjects.SHAPE.event("nodeName"))
          .or(() -> document.at(HealthEventShape.LOWER_CASE.event("nodeName")))
          .map(value -> Selection.plain(value))
          .orElse("");
    }
  }
}
