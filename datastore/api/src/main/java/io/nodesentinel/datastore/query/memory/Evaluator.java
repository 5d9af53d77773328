package io.nodesentinel.datastore.query.memory;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.FindOptions;
import io.nodesentinel.datastore.query.Pipeline;
import io.nodesentinel.datastore.query.Projection;
import io.nodesentinel.datastore.query.Sort;
import io.nodesentinel.datastore.query.Update;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The reference: what every query means, on documents in memory. Pure.
public final class Evaluator {
  private Evaluator() {}

  public static boolean matches(Filter filter, Document document) {
    return predicate(filter).test(document);
  }

  /// The filter, prepared for many documents. Thread-safe.
  public static Predicate<Document> predicate(Filter filter) {
    return Filters.compile(filter);
  }

  /// The document after the update.
  ///
  /// @throws DatastoreException (VALIDATION) if the document does not allow it
  public static Document apply(Update update, Document document) {
    return Updates.apply(update, document);
  }

  public static Document project(Projection projection, Document document) {
    return Projections.apply(projection, document);
  }

  /// The order of documents; zero for those that are equal by all keys.
  public static Comparator<Document> comparator(Sort sort) {
    Comparator<Document> order = (_, _) -> 0;
    for (Sort.Key key : sort.keys()) {
      Comparator<Document> byKey =
          (a, b) -> ValueOrder.compare(Paths.single(a, key.path()), Paths.single(b, key.path()));
      order = order.thenComparing(key.descending() ? byKey.reversed() : byKey);
    }
    return order;
  }

  /// Those that match, ordered, skipped, limited and cut down.
  public static List<Document> find(
      Stream<Document> documents, Filter filter, FindOptions options) {
    Stream<Document> found =
        documents.filter(predicate(filter)).sorted(comparator(options.sort())).skip(options.skip());
    Stream<Document> some = options.limit() == 0 ? found : found.limit(options.limit());
    Projection projection = options.projection();
    return (projection == null ? some : some.map(one -> project(projection, one))).toList();
  }

  /// The results of the last stage.
  public static List<Document> run(Pipeline pipeline, List<Document> documents) {
    return run(pipeline, documents.stream(), Integer.MAX_VALUE).toList();
  }

  /// The results of the last stage, of documents as they come: they are read when results are asked
  /// for, and only what is put in order, and what groups came to, is held.
  ///
  /// @param mostHeld how many documents or groups one stage may hold
  /// @throws DatastoreException (QUERY) when results are asked for, if it would be more
  public static Stream<Document> run(Pipeline pipeline, Stream<Document> documents, int mostHeld) {
    return new Pipelines(mostHeld).run(pipeline, documents);
  }

  /// The first documents in an order; of those that are equal in it, the ones that came first.
  ///
  /// @param wanted how many are taken at most; no more are held then
  /// @param mostHeld how many may be held
  /// @throws DatastoreException (QUERY) if it would be more
  public static List<Document> sorted(
      Iterator<Document> documents, Sort sort, long wanted, int mostHeld) {
    return new Sorted(sort, wanted, mostHeld).of(documents);
  }

  /// The values that a document has which an upsert by this filter inserts, by path.
  ///
  /// @throws DatastoreException (UNSUPPORTED) if the filter is not an `Eq` or an `And` of such on
  ///   paths apart
  public static Map<FieldPath, Value> upsertValues(Filter filter) {
    List<Filter> conditions = new ArrayList<>();
    collect(filter, conditions);
    Map<FieldPath, Value> values = new LinkedHashMap<>();
    for (Filter condition : conditions) {
      if (!(condition instanceof Filter.Eq(FieldPath path, Value value))) {
        throw DatastoreException.unsupported(
            "An upsert takes conditions of the kind \"field equals value\" only, since a document"
                + " that it inserts must have these values.");
      }
      for (FieldPath other : values.keySet()) {
        if (path.isPrefixOf(other) || other.isPrefixOf(path)) {
          throw DatastoreException.unsupported(
              "An upsert names field %s and field %s, which is the same field or lies within it."
                  .formatted(other, path));
        }
      }
      values.put(path, value);
    }
    return values;
  }

  private static void collect(Filter filter, List<Filter> conditions) {
    if (filter instanceof Filter.And(var inner)) {
      inner.forEach(one -> collect(one, conditions));
    } else {
      conditions.add(filter);
    }
  }

  /// The document that an upsert inserts: the values of the filter, with the update applied.
  /// Without `_id` unless the filter asks for one.
  ///
  /// @throws DatastoreException as [#upsertValues], or as [#apply]
  public static Document upserted(Filter filter, Update update) {
    Document document = Document.empty();
    for (Map.Entry<FieldPath, Value> value : upsertValues(filter).entrySet()) {
      document =
          value.getKey().isId()
              ? document.with(Document.ID, value.getValue())
              : apply(
                  new Update(Map.of(value.getKey(), value.getValue()), Set.of(), Map.of()),
                  document);
    }
    return apply(update, document);
  }
}
