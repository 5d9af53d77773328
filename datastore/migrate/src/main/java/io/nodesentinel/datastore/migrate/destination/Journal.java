package io.nodesentinel.datastore.migrate.destination;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.migrate.Rejection;
import java.util.List;

/// Where rejections are written down. Told before the batch that they are of becomes durable, so
/// that none is lost, and told again by the next run if it does not.
@FunctionalInterface
public interface Journal {
  /// Writes them down.
  ///
  /// @return by which a later run finds the place behind them, to go on there
  Document add(List<Rejection> rejections);
}
