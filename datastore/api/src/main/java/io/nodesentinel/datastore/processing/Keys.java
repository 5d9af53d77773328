package io.nodesentinel.datastore.processing;

import io.nodesentinel.datastore.change.Change;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.event.HealthEventShape;
import java.util.List;
import java.util.Optional;

/// What keeps changes in order among each other.
public final class Keys {
  private static final List<FieldPath> NODE =
      List.of(
          HealthEventShape.LOWER_CASE.event("nodeName"),
          HealthEventShape.JSON_NAMES.event("nodeName"),
          FieldPath.of("nodeName"));

  private Keys() {}

  /// The node that a health or maintenance event is about, or else the document itself.
  public static String node(Change.Changed change) {
    return change.document().flatMap(Keys::nodeOf).orElseGet(() -> document(change));
  }

  /// The document itself.
  public static String document(Change.Changed change) {
    return change.id().toString();
  }

  private static Optional<String> nodeOf(Document document) {
    for (FieldPath path : NODE) {
      Value value = document.at(path).orElse(Value.nothing());
      if (value instanceof TextValue(String name)) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }
}
