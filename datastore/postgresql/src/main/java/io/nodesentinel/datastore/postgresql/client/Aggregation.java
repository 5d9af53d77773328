package io.nodesentinel.datastore.postgresql.client;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.QUERY;

import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.client.Cursor;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.postgresql.connection.SqlErrors;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.Pipeline;
import io.nodesentinel.datastore.query.Sort;
import io.nodesentinel.datastore.query.Stage;
import io.nodesentinel.datastore.query.memory.Evaluator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Runs a pipeline: what it begins with (match, then order, skip, limit, or a count) in the
/// database, the rest in process by the reference. What the rest works on is bounded.
final class Aggregation {
  /// Documents that the part in process takes at most.
  private static final int MAX_DOCUMENTS = 200_000;

  private Aggregation() {}

  static Cursor<Document> run(
      SqlOperations operations, Unit unit, Collection collection, Pipeline pipeline) {
    Deque<Stage> rest = new ArrayDeque<>(pipeline.stages());
    List<Filter> matches = new ArrayList<>();
    while (rest.peek() instanceof Stage.Match(Filter filter)) {
      matches.add(filter);
      rest.remove();
    }
    Filter filter = new Filter.And(matches);
    if (rest.peek() instanceof Stage.Count(String name)) {
      rest.remove();
      long count = operations.count(collection, filter);
      return inProcess(rest, count == 0 ? List.of() : List.of(Document.of(name, Value.of(count))));
    }
    Sort sort = Sort.NONE;
    if (rest.peek() instanceof Stage.Order(Sort order)) {
      sort = order;
      rest.remove();
    }
    long skip = 0;
    if (rest.peek() instanceof Stage.Skip(long count)) {
      skip = count;
      rest.remove();
    }
    long limit = 0;
    if (rest.peek() instanceof Stage.Limit(long count)) {
      limit = count;
      rest.remove();
    }
    Cursor<Document> source =
        unit.cursor(Statements.select(collection, filter, sort, skip, limit), null);
    return rest.isEmpty() ? source : inProcess(rest, bounded(source));
  }

  private static Cursor<Document> inProcess(Deque<Stage> stages, List<Document> documents) {
    return Cursor.of(Evaluator.run(new Pipeline(List.copyOf(stages)), documents));
  }

  private static List<Document> bounded(Cursor<Document> source) {
    try (source) {
      List<Document> documents = new ArrayList<>();
      while (source.hasNext()) {
        if (documents.size() == MAX_DOCUMENTS) {
          throw DatastoreException.of(
                  QUERY,
                  "The pipeline would work on more than %d documents; match fewer first."
                      .formatted(MAX_DOCUMENTS))
              .from(SqlErrors.PROVIDER);
        }
        documents.add(source.next());
      }
      return documents;
    }
  }
}
