package io.nodesentinel.datastore.kubernetes.object;

import io.nodesentinel.crds.HealthEventStatus;
import java.util.Map;

/// What is to be written to an object: each is one request, which takes effect as a whole.
public sealed interface ObjectChange {

  /// It is so already.
  record None() implements ObjectChange {}

  /// The whole status.
  record OfStatus(HealthEventStatus status) implements ObjectChange {}

  /// The tracing spans, by name of the service.
  record OfSpans(Map<String, String> spanIds) implements ObjectChange {}
}
