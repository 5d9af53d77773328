package io.nodesentinel.datastore.postgresql.client;

import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.client.Cursor;
import io.nodesentinel.datastore.client.Found;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.Pipeline;
import io.nodesentinel.datastore.query.Sort;
import io.nodesentinel.datastore.query.Stage;
import io.nodesentinel.datastore.query.memory.Evaluator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/// Runs a pipeline: what it begins with (match, then order, skip, limit, or a count) in the
/// database, the rest in process by the reference, on documents as they come. What that holds at a
/// time is bounded: a result for each group, and documents that are put in order.
final class Aggregation {
  /// Documents or groups that a stage in process holds at most.
  private static final int MOST_HELD = 50_000;

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
      return inProcess(
          rest, count == 0 ? Stream.of() : Stream.of(Document.of(name, Value.of(count))));
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
    Cursor<Found> source =
        unit.cursor(Statements.select(collection, filter, sort, skip, limit), null);
    // A group looks at the fields that it names only, so what else is in a document may be
    // anything.
    Cursor<Document> documents =
        source.map(rest.peek() instanceof Stage.Group ? Found::document : Found::orThrow);
    return rest.isEmpty() ? documents : inProcess(rest, documents.stream());
  }

  private static Cursor<Document> inProcess(Deque<Stage> stages, Stream<Document> documents) {
    Pipeline pipeline = new Pipeline(List.copyOf(stages));
    return Cursor.of(Evaluator.run(pipeline, documents, MOST_HELD));
  }
}
