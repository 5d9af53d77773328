package io.nodesentinel.datastore.query.memory;

import io.nodesentinel.datastore.document.ArrayValue;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentValue;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.Value;
import java.util.ArrayList;
import java.util.List;

/// What a path leads to.
final class Paths {
  private Paths() {}

  /// The values at the path, through documents and arrays of documents; arrays at its end as they
  /// are.
  static List<Value> values(Document document, FieldPath path) {
    List<Value> found = new ArrayList<>();
    collect(document, path.segments(), found);
    return found;
  }

  private static void collect(Document document, List<String> names, List<Value> found) {
    Value value = document.get(names.getFirst());
    if (value == null) {
      return;
    }
    List<String> rest = names.subList(1, names.size());
    if (rest.isEmpty()) {
      found.add(value);
    } else if (value instanceof DocumentValue(Document inner)) {
      collect(inner, rest, found);
    } else if (value instanceof ArrayValue(List<Value> elements)) {
      for (Value element : elements) {
        if (element instanceof DocumentValue(Document inner)) {
          collect(inner, rest, found);
        }
      }
    }
  }

  /// The value that an order, a group or an accumulator takes: null if the field is missing.
  static Value single(Document document, FieldPath path) {
    List<Value> found = values(document, path);
    return found.isEmpty() ? Value.nothing() : found.getFirst();
  }
}
