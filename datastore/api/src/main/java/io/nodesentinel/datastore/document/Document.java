package io.nodesentinel.datastore.document;

import io.nodesentinel.datastore.error.DatastoreException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Named values. Immutable; iterates in the order of insertion, equality ignores order.
public final class Document {
  /// The field that identifies a stored document.
  public static final String ID = "_id";

  private static final Document EMPTY = new Document(Map.of());

  private final Map<String, Value> fields;

  private Document(Map<String, Value> fields) {
    this.fields = fields;
  }

  public static Document empty() {
    return EMPTY;
  }

  /// @throws DatastoreException if a name is empty, begins with `$`, or is not valid text
  public static Document of(Map<String, ? extends Value> fields) {
    return owning(new LinkedHashMap<>(fields));
  }

  /// Takes a map that nobody else has, as it is.
  static Document owning(Map<String, Value> fields) {
    fields.keySet().forEach(Document::checkName);
    return new Document(Collections.unmodifiableMap(fields));
  }

  public static Document of(String name, Value value) {
    return of(Map.of(name, value));
  }

  public static Builder builder() {
    return new Builder();
  }

  /// A field can have this name.
  static boolean isName(String name) {
    return !name.isEmpty() && !name.startsWith("$") && TextValue.isText(name);
  }

  private static void checkName(String name) {
    if (name.isEmpty()) {
      throw DatastoreException.invalid("A field of a document has an empty name.");
    }
    if (name.startsWith("$")) {
      throw DatastoreException.invalid(
          "A field name begins with $, which MongoDB keeps for its operators.");
    }
    TextValue.check(name);
  }

  /// The fields in order; unmodifiable.
  public Map<String, Value> fields() {
    return fields;
  }

  /// The value of a field of this document itself, or null if it is absent.
  public @Nullable Value get(String name) {
    return fields.get(name);
  }

  /// The value at a path through documents; empty if it leads nowhere or through an array.
  public Optional<Value> at(FieldPath path) {
    @Nullable Value at = new DocumentValue(this);
    for (String segment : path.segments()) {
      at = at instanceof DocumentValue(Document inner) ? inner.get(segment) : null;
    }
    return Optional.ofNullable(at);
  }

  /// Shorthand for [#at(FieldPath)].
  public Optional<Value> at(String path) {
    return at(FieldPath.of(path));
  }

  /// The id of a stored document; empty if it was not stored yet, or was projected away.
  public Optional<Value> id() {
    return Optional.ofNullable(fields.get(ID));
  }

  public boolean isEmpty() {
    return fields.isEmpty();
  }

  /// This document with one field of its own set, in its place or at the end.
  public Document with(String name, Value value) {
    Map<String, Value> copy = new LinkedHashMap<>(fields);
    copy.put(name, value);
    return of(copy);
  }

  /// This document without some of its own fields.
  public Document without(Collection<String> names) {
    Map<String, Value> copy = new LinkedHashMap<>(fields);
    copy.keySet().removeAll(names);
    return new Document(Collections.unmodifiableMap(copy));
  }

  public Value asValue() {
    return new DocumentValue(this);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Document document && fields.equals(document.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  /// Names and types only: values may be private.
  @Override
  public String toString() {
    return fields.entrySet().stream()
        .map(field -> field.getKey() + ": " + field.getValue().typeName())
        .collect(Collectors.joining(", ", "{", "}"));
  }

  /// Collects fields in order. Not thread-safe.
  public static final class Builder {
    private final Map<String, Value> fields = new LinkedHashMap<>();

    private Builder() {}

    public Builder put(String name, Value value) {
      fields.put(name, value);
      return this;
    }

    public Builder put(String name, String value) {
      return put(name, Value.of(value));
    }

    public Builder put(String name, long value) {
      return put(name, Value.of(value));
    }

    public Builder put(String name, boolean value) {
      return put(name, Value.of(value));
    }

    public Builder put(String name, Document value) {
      return put(name, value.asValue());
    }

    public Builder put(String name, List<Value> elements) {
      return put(name, new ArrayValue(elements));
    }

    /// @throws DatastoreException as [Document#of(Map)]
    public Document build() {
      return of(fields);
    }
  }
}
