package io.nodesentinel.datastore.kubernetes.client;

import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.kubernetes.object.EventObjects;
import io.nodesentinel.datastore.kubernetes.object.ObjectNames;
import io.nodesentinel.datastore.query.Filter;
import java.util.Optional;
import java.util.regex.Pattern;

/// What of a filter the API server can do: one object by its name, or those of one node by a field
/// selector. The whole filter is evaluated here all the same.
///
/// @param name of the only object that can match
/// @param node whose objects alone can match
public record Selection(Optional<String> name, Optional<String> node) {
  /// Every object.
  public static final Selection ALL = new Selection(Optional.empty(), Optional.empty());

  private static final FieldPath NODE = EventObjects.SHAPE.event("nodeName");

  /// What can stand in a field selector as it is.
  private static final Pattern PLAIN = Pattern.compile("[-.a-zA-Z0-9]{1,253}");

  /// The objects that may match a filter.
  public static Selection of(Filter filter) {
    return switch (filter) {
      case Filter.Eq(FieldPath path, Value value) when path.isId() -> byId(value);
      case Filter.Eq(FieldPath path, TextValue(String node)) when path.equals(NODE) -> ofNode(node);
      case Filter.And(var filters) ->
          filters.stream().map(Selection::of).reduce(ALL, Selection::and);
      default -> ALL;
    };
  }

  /// The objects that may be about a node.
  static Selection ofNode(String node) {
    return new Selection(
        Optional.empty(), Optional.of(plain(Value.of(node))).filter(name -> !name.isEmpty()));
  }

  /// The name of a node that can stand in a field selector; empty if it cannot.
  static String plain(Value node) {
    return node instanceof TextValue(String name) && PLAIN.matcher(name).matches() ? name : "";
  }

  private static Selection byId(Value id) {
    try {
      return new Selection(Optional.of(ObjectNames.name(id)), Optional.empty());
    } catch (DatastoreException _) {
      // No object has it; evaluating the filter says so.
      return ALL;
    }
  }

  private Selection and(Selection other) {
    return new Selection(name.or(other::name), node.or(other::node));
  }

  /// The field selector; empty for none.
  String selector() {
    return node.map(one -> "spec.nodeName=" + one).orElse("");
  }
}
