package io.nodesentinel.reconcilers.datastore;

import io.nodesentinel.crds.ConditionStatus;

/// What a condition is to say.
///
/// @param reason in one word for machines
/// @param message in a sentence for people; empty where there is nothing to add
record Finding(ConditionStatus status, String reason, String message) {
  static Finding good(String reason, String message) {
    return new Finding(ConditionStatus.True, reason, message);
  }

  static Finding bad(String reason, String message) {
    return new Finding(ConditionStatus.False, reason, message);
  }

  static Finding unknown(String reason, String message) {
    return new Finding(ConditionStatus.Unknown, reason, message);
  }

  boolean isGood() {
    return status == ConditionStatus.True;
  }
}
