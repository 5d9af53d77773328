package io.nodesentinel.datastore.kubernetes.client;

import io.nodesentinel.datastore.client.Cursor;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.FindOptions;
import io.nodesentinel.datastore.query.Pipeline;
import io.nodesentinel.datastore.query.Projection;
import io.nodesentinel.datastore.query.Sort;
import io.nodesentinel.datastore.query.memory.Evaluator;
import java.util.stream.Stream;

/// Filters, orders, cuts down and aggregates documents as they come, by the reference of the SDK.
final class Found {
  /// Documents that are held at a time to put them in order, or groups of them.
  private static final int MOST_HELD = 50_000;

  private Found() {}

  /// What the options want of the documents. Streams where no order is wanted; otherwise as many
  /// are held as come back, skipped ones included.
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException (QUERY) if that are too many
  static Cursor<Document> of(Cursor<Document> documents, Filter filter, FindOptions options) {
    Stream<Document> wanted = documents.stream().filter(Evaluator.predicate(filter));
    Stream<Document> ordered = options.sort().equals(Sort.NONE) ? wanted : sorted(wanted, options);
    Stream<Document> rest = ordered.skip(options.skip());
    Stream<Document> some = options.limit() == 0 ? rest : rest.limit(options.limit());
    Projection projection = options.projection();
    return Cursor.of(
        projection == null ? some : some.map(one -> Evaluator.project(projection, one)));
  }

  private static Stream<Document> sorted(Stream<Document> wanted, FindOptions options) {
    boolean all = options.limit() == 0 || options.skip() > Long.MAX_VALUE - options.limit();
    long most = all ? Long.MAX_VALUE : options.skip() + options.limit();
    try (wanted) {
      return Evaluator.sorted(wanted.iterator(), options.sort(), most, MOST_HELD).stream();
    }
  }

  /// The results of a pipeline on the documents.
  static Cursor<Document> of(Cursor<Document> documents, Pipeline pipeline) {
    return Cursor.of(Evaluator.run(pipeline, documents.stream(), MOST_HELD));
  }
}
