package io.nodesentinel.datastore.kubernetes.client;

import io.nodesentinel.datastore.client.Cursor;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.FindOptions;
import io.nodesentinel.datastore.query.Projection;
import io.nodesentinel.datastore.query.Sort;
import io.nodesentinel.datastore.query.memory.Evaluator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Filters, orders and cuts documents down as they come, by the reference of the SDK.
final class Found {
  /// Documents of one result that are held at a time to put them in order.
  static final int MOST_SORTED = 100_000;

  private Found() {}

  /// What the options want of the documents. Streams where no order is wanted; otherwise as many
  /// are held as come back, skipped ones included.
  ///
  /// @throws DatastoreException (QUERY) if more than [#MOST_SORTED] would be held
  static Cursor<Document> of(Cursor<Document> documents, Filter filter, FindOptions options) {
    Predicate<Document> wanted = Evaluator.predicate(filter);
    if (options.sort().equals(Sort.NONE)) {
      return projected(new Streamed(documents, wanted, options), options.projection());
    }
    List<Document> sorted = sorted(documents, wanted, options);
    return projected(
        Cursor.of(sorted.stream().skip(options.skip()).toList()), options.projection());
  }

  private static Cursor<Document> projected(
      Cursor<Document> documents, @Nullable Projection projection) {
    return projection == null
        ? documents
        : documents.map(document -> Evaluator.project(projection, document));
  }

  private static List<Document> sorted(
      Cursor<Document> documents, Predicate<Document> wanted, FindOptions options) {
    Comparator<Document> order = Evaluator.comparator(options.sort());
    boolean all = options.limit() == 0 || options.skip() + options.limit() > MOST_SORTED;
    long most = all ? MOST_SORTED : options.skip() + options.limit();
    // The last of those that are kept is the first to go.
    PriorityQueue<Document> kept = new PriorityQueue<>(order.reversed());
    try (documents) {
      while (documents.hasNext()) {
        Document document = documents.next();
        if (!wanted.test(document)) {
          continue;
        }
        kept.add(document);
        if (kept.size() > most) {
          if (all) {
            throw DatastoreException.of(
                    DatastoreException.Kind.QUERY,
                    "More than %d HealthEvents match, which is too many to put in order here: narrow"
                            .formatted(MOST_SORTED)
                        + " the filter, set a limit, or ask for no order.")
                .from(ApiErrors.PROVIDER);
          }
          kept.remove();
        }
      }
    }
    List<Document> sorted = new ArrayList<>(kept);
    sorted.sort(order);
    return sorted;
  }

  /// One document after the other, in no order.
  private static final class Streamed implements Cursor<Document> {
    private final Cursor<Document> documents;
    private final Predicate<Document> wanted;
    private final long limit;
    private long toSkip;
    private long given;
    private @Nullable Document next;

    Streamed(Cursor<Document> documents, Predicate<Document> wanted, FindOptions options) {
      this.documents = documents;
      this.wanted = wanted;
      this.limit = options.limit() == 0 ? Long.MAX_VALUE : options.limit();
      this.toSkip = options.skip();
    }

    @Override
    public boolean hasNext() {
      while (next == null && given < limit && documents.hasNext()) {
        Document candidate = documents.next();
        if (wanted.test(candidate) && toSkip-- <= 0) {
          next = candidate;
        }
      }
      return next != null;
    }

    @Override
    public Document next() {
      Document result = hasNext() ? next : null;
      if (result == null) {
        throw new NoSuchElementException("The cursor is at its end.");
      }
      next = null;
      given++;
      return result;
    }

    @Override
    public void close() {
      documents.close();
    }
  }
}
