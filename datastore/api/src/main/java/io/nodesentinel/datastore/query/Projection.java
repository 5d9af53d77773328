package io.nodesentinel.datastore.query;

import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.error.DatastoreException;
import java.util.Arrays;
import java.util.List;

/// Which fields of a document come back. Fields on the way to a named one are kept as documents; in
/// an array of documents each element is cut down, and elements that are no documents go.
///
/// @param paths none of them leads through another
/// @param id whether `_id` comes too
public record Projection(List<FieldPath> paths, boolean id) {

  /// @throws DatastoreException if it names nothing, or one path leads through another
  public Projection {
    paths = paths.stream().filter(path -> !path.isId()).distinct().toList();
    if (paths.isEmpty() && !id) {
      throw DatastoreException.invalid("A projection must name at least one field.");
    }
    for (FieldPath path : paths) {
      for (FieldPath other : paths) {
        if (!path.equals(other) && path.isPrefixOf(other)) {
          throw DatastoreException.invalid(
              "A projection names field %s and field %s within it: name one of them."
                  .formatted(path, other));
        }
      }
    }
  }

  /// These fields, and the id.
  public static Projection of(String... paths) {
    return new Projection(Arrays.stream(paths).map(FieldPath::of).toList(), true);
  }

  public Projection withoutId() {
    return new Projection(paths, false);
  }
}
