package io.nodesentinel.datastore.query;

import io.nodesentinel.datastore.document.DecimalValue;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.IntegerValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What becomes of a document. Made with [UpdateBuilder]. The package says what each part means.
///
/// @param set fields and their new values
/// @param unset fields that go
/// @param inc fields and what is added to them
public record Update(Map<FieldPath, Value> set, Set<FieldPath> unset, Map<FieldPath, Value> inc) {

  /// @throws DatastoreException if it is empty, touches the id, or two of its paths lead through
  ///   each other
  public Update {
    set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
    unset = Collections.unmodifiableSet(new LinkedHashSet<>(unset));
    inc = Collections.unmodifiableMap(new LinkedHashMap<>(inc));
    List<FieldPath> paths = new ArrayList<>(set.keySet());
    paths.addAll(unset);
    paths.addAll(inc.keySet());
    check(paths);
    inc.forEach((path, by) -> {
      if (!(by instanceof IntegerValue || by instanceof DecimalValue)) {
        throw DatastoreException.invalid(
            "Field %s is to be raised by %s; it takes a number.".formatted(path, by.typeName()));
      }
    });
  }

  private static void check(List<FieldPath> paths) {
    if (paths.isEmpty()) {
      throw DatastoreException.invalid("An update must set, unset or raise at least one field.");
    }
    for (int i = 0; i < paths.size(); i++) {
      FieldPath path = paths.get(i);
      if (FieldPath.ID.isPrefixOf(path)) {
        throw DatastoreException.invalid("The _id of a document cannot be changed.");
      }
      for (FieldPath other : paths.subList(i + 1, paths.size())) {
        if (path.isPrefixOf(other) || other.isPrefixOf(path)) {
          throw DatastoreException.invalid(
              "An update names field %s and field %s, which is the same field or lies within it."
                  .formatted(path, other));
        }
      }
    }
  }
}
