package io.nodesentinel.datastore.document;

import java.util.List;

/// An ordered list of values.
public record ArrayValue(List<Value> elements) implements Value {
  public ArrayValue {
    elements = List.copyOf(elements);
  }
}
