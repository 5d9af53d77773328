package io.nodesentinel.datastore.migrate;

import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.migrate.convert.Conversion;
import io.nodesentinel.datastore.migrate.convert.Moved;
import io.nodesentinel.datastore.migrate.convert.Row;
import io.nodesentinel.datastore.migrate.destination.Batch;
import io.nodesentinel.datastore.migrate.destination.Batch.Placed;
import io.nodesentinel.datastore.migrate.source.Item;
import io.nodesentinel.datastore.migrate.source.Place;
import io.nodesentinel.datastore.migrate.source.Source;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/// Converts the documents of a source, and gathers them to batches that are bounded in number and
/// in bytes. Not thread-safe.
final class Batches {
  static final int MOST_ROWS = 1_000;
  static final int MOST_BYTES = 4 * 1024 * 1024;

  private final Source source;
  private final Moved what;
  private final boolean checksums;

  /// @param checksums whether they are wanted too
  Batches(Source source, Moved what, boolean checksums) {
    this.checksums = checksums;
    this.source = source;
    this.what = what;
  }

  /// The next batch; null at the end.
  @Nullable Batch next() {
    List<Placed> rows = new ArrayList<>();
    List<Rejection> refused = new ArrayList<>();
    List<Rejection> unfinished = new ArrayList<>();
    long bytes = 0;
    while (rows.size() + refused.size() < MOST_ROWS && bytes < MOST_BYTES) {
      switch (source.next()) {
        case null -> {
          return rows.isEmpty() && refused.isEmpty() && unfinished.isEmpty()
              ? null
              : new Batch(rows, refused, unfinished, source.position());
        }
        case Item.Found(Place place, BsonDocument document) -> {
          try {
            Row row = Conversion.row(what, document, checksums);
            bytes += row.json().length;
            rows.add(new Placed(place, row));
          } catch (DatastoreException wrong) {
            refused.add(
                new Rejection(place.toString(), Conversion.shown(document), wrong.getMessage()));
          }
        }
        case Item.Unreadable(Place place, BsonDocument known, String reason, boolean open) -> {
          (open ? unfinished : refused)
              .add(new Rejection(place.toString(), Conversion.shown(known), reason));
        }
      }
    }
    return new Batch(rows, refused, unfinished, source.position());
  }
}
