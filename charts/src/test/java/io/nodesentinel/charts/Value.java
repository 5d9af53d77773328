package io.nodesentinel.charts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// One key of `values.yaml`.
///
/// @param path with dots
/// @param fallback what it is unless somebody says otherwise
/// @param documentation what stands above it; empty if nothing does
/// @param schema what its `@schema` lines say; empty if there are none
record Value(String path, JsonNode fallback, String documentation, ObjectNode schema) {
  /// Whether keys of their own documentation stand below it.
  boolean isGroup() {
    return fallback.isObject() && !schema.has("additionalProperties");
  }
}
