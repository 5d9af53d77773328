package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Arrays;

/// What may come of an event.
public enum ProcessingStrategy {
  /// Policies act on it.
  EXECUTE_REMEDIATION,
  /// It is kept and nothing else.
  STORE_ONLY,
  /// It is kept for analysis; by itself it never acts.
  STORE_AND_ANALYSE;

  /// A name that this version does not know reads as [#STORE_ONLY]: unknown never acts.
  @JsonCreator
  static ProcessingStrategy read(String name) {
    return Arrays.stream(values()).filter(s -> s.name().equals(name)).findAny().orElse(STORE_ONLY);
  }
}
