package io.nodesentinel.datastore.query.memory;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.query.Sort;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;

/// The first documents in an order; of those that are equal in it, the ones that came first.
final class Sorted {
  private final Comparator<Numbered> order;
  private final long wanted;
  private final int mostHeld;

  private record Numbered(long number, Document document) {}

  /// @param wanted how many are taken at most; no more are held then
  /// @param mostHeld how many may be held
  Sorted(Sort sort, long wanted, int mostHeld) {
    this.order =
        Comparator.comparing(Numbered::document, Evaluator.comparator(sort))
            .thenComparingLong(Numbered::number);
    this.wanted = wanted;
    this.mostHeld = mostHeld;
  }

  /// @throws io.nodesentinel.datastore.error.DatastoreException (QUERY) if more would be held
  List<Document> of(Iterator<Document> documents) {
    // The last of those that are kept is the first to go.
    PriorityQueue<Numbered> kept = new PriorityQueue<>(order.reversed());
    long number = 0;
    while (documents.hasNext()) {
      kept.add(new Numbered(number++, documents.next()));
      if (kept.size() > wanted) {
        kept.remove();
      } else if (kept.size() > mostHeld) {
        throw Pipelines.tooMany("put more than %d documents in order".formatted(mostHeld));
      }
    }
    return kept.stream().sorted(order).map(Numbered::document).toList();
  }
}
