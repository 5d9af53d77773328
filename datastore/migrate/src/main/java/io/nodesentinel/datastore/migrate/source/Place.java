package io.nodesentinel.datastore.migrate.source;

/// Where something stands in a source, such as `line 17`.
///
/// @param unit `line`, `element` or `document`
/// @param number from 1
public record Place(String unit, long number) {
  @Override
  public String toString() {
    return unit + " " + number;
  }
}
