package io.nodesentinel.datastore.query.memory;

import io.nodesentinel.datastore.document.ArrayValue;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentValue;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.query.Projection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Projections as functions.
final class Projections {
  private Projections() {}

  static Document apply(Projection projection, Document document) {
    List<List<String>> wanted =
        new ArrayList<>(projection.paths().stream().map(FieldPath::segments).toList());
    if (projection.id()) {
      wanted.add(FieldPath.ID.segments());
    }
    return cut(document, wanted);
  }

  private static Document cut(Document document, List<List<String>> wanted) {
    Map<String, Value> kept = new LinkedHashMap<>();
    document
        .fields()
        .forEach((name, value) -> {
          List<List<String>> inner =
              wanted.stream()
                  .filter(path -> path.getFirst().equals(name))
                  .map(path -> path.subList(1, path.size()))
                  .toList();
          if (!inner.isEmpty()) {
            cut(value, inner).ifPresent(cut -> kept.put(name, cut));
          }
        });
    return Document.of(kept);
  }

  private static Optional<Value> cut(Value value, List<List<String>> wanted) {
    if (wanted.getFirst().isEmpty()) {
      return Optional.of(value);
    }
    return switch (value) {
      case DocumentValue(Document inner) -> Optional.of(cut(inner, wanted).asValue());
      case ArrayValue(List<Value> elements) ->
          Optional.of(
              new ArrayValue(
                  elements.stream().flatMap(element -> cut(element, wanted).stream()).toList()));
      default -> Optional.empty();
    };
  }
}
