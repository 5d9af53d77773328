package io.nodesentinel.datastore.migrate.destination;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.migrate.Rejection;
import io.nodesentinel.datastore.migrate.convert.Row;
import io.nodesentinel.datastore.migrate.source.Place;
import java.util.List;

/// What becomes durable together: rows, and the position behind them.
///
/// @param refused what could not be converted
/// @param unfinished what is perhaps not all there yet, and is read again by the next run
/// @param position behind everything but the unfinished
public record Batch(
    List<Placed> rows, List<Rejection> refused, List<Rejection> unfinished, Document position) {
  public Batch {
    rows = List.copyOf(rows);
    refused = List.copyOf(refused);
    unfinished = List.copyOf(unfinished);
  }

  /// A row, and where its document stands.
  public record Placed(Place place, Row row) {}
}
