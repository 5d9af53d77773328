package io.nodesentinel.datastore.query;

import io.nodesentinel.datastore.document.ArrayValue;
import io.nodesentinel.datastore.document.DateValue;
import io.nodesentinel.datastore.document.DecimalValue;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.IdValue;
import io.nodesentinel.datastore.document.IntegerValue;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import java.util.List;

/// Which documents are meant. The package says what each condition means. Made with
/// [FilterBuilder], or directly.
public sealed interface Filter {
  /// Matches every document.
  Filter ALL = new And(List.of());

  /// Matches no document.
  Filter NONE = new Or(List.of());

  /// Values of one [In].
  int MAX_VALUES = 10_000;

  /// Conditions of one filter, and levels of them.
  int MAX_CONDITIONS = 1_000;

  int MAX_DEPTH = 50;

  /// A value at the path is this one; null also means missing.
  record Eq(FieldPath path, Value value) implements Filter {
    public Eq {
      boolean comparable =
          value.isScalar()
              || (value instanceof ArrayValue(var elements)
                  && elements.stream().allMatch(Value::isScalar));
      if (!comparable) {
        throw DatastoreException.unsupported(
            "Field "
                + path
                + " cannot be compared with a document: stores do not agree whether the order of"
                + " its fields counts. Compare its fields instead.");
      }
    }
  }

  /// A value at the path is one of these.
  record In(FieldPath path, List<Value> values) implements Filter {
    public In {
      values = List.copyOf(values);
      if (values.size() > MAX_VALUES) {
        throw DatastoreException.invalid(
            "A condition on field %s has %d values; at most %d are allowed. Ask in batches."
                .formatted(path, values.size(), MAX_VALUES));
      }
      if (!values.stream().allMatch(Value::isScalar)) {
        throw DatastoreException.unsupported(
            "The values that field " + path + " is looked up in must not be arrays or documents.");
      }
    }
  }

  /// A value at the path lies on this side of the operand, which has the same type.
  record Compare(FieldPath path, Comparison comparison, Value value) implements Filter {
    public Compare {
      boolean ordered =
          value instanceof IntegerValue
              || value instanceof DecimalValue
              || value instanceof TextValue
              || value instanceof DateValue
              || value instanceof IdValue;
      if (!ordered) {
        throw DatastoreException.unsupported(
            "Field %s cannot be %s %s: only numbers, texts, dates and ids have an order here."
                .formatted(path, comparison.words(), value.typeName()));
      }
    }
  }

  /// The path leads to a value, which may be null.
  record Exists(FieldPath path) implements Filter {}

  /// All of these.
  record And(List<Filter> filters) implements Filter {
    public And {
      filters = List.copyOf(filters);
    }
  }

  /// One of these at least.
  record Or(List<Filter> filters) implements Filter {
    public Or {
      filters = List.copyOf(filters);
    }
  }

  /// What the other does not match.
  record Not(Filter filter) implements Filter {}

  /// The document of this id.
  static Filter byId(Value id) {
    return new Eq(FieldPath.ID, id);
  }
}
