package io.nodesentinel.datastore.query;

import io.nodesentinel.datastore.document.FieldPath;

/// What is worked out for each group of documents.
public sealed interface Accumulator {
  /// How many documents there are.
  record Count() implements Accumulator {}

  /// The numbers at a path added up; 0 if there is none.
  record Sum(FieldPath path) implements Accumulator {}

  /// The smallest value at a path; null if there is none.
  record Min(FieldPath path) implements Accumulator {}

  /// The largest value at a path; null if there is none.
  record Max(FieldPath path) implements Accumulator {}

  /// The value at a path in the first document.
  record First(FieldPath path) implements Accumulator {}

  /// The value at a path in the last document.
  record Last(FieldPath path) implements Accumulator {}

  static Accumulator count() {
    return new Count();
  }

  static Accumulator sum(String path) {
    return new Sum(FieldPath.of(path));
  }

  static Accumulator min(String path) {
    return new Min(FieldPath.of(path));
  }

  static Accumulator max(String path) {
    return new Max(FieldPath.of(path));
  }

  static Accumulator first(String path) {
    return new First(FieldPath.of(path));
  }

  static Accumulator last(String path) {
    return new Last(FieldPath.of(path));
  }
}
