package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Arrays;

/// What the reporter of a fault thinks would repair the node.
public enum RecommendedAction {
  NONE,
  COMPONENT_RESET,
  CONTACT_SUPPORT,
  RUN_FIELDDIAG,
  RESTART_VM,
  RESTART_BM,
  REPLACE_VM,
  RUN_DCGMEUD,
  CUSTOM,
  REMEDIATE,
  UNKNOWN;

  /// A name that this version does not know reads as [#UNKNOWN].
  @JsonCreator
  static RecommendedAction read(String name) {
    return Arrays.stream(values()).filter(a -> a.name().equals(name)).findAny().orElse(UNKNOWN);
  }
}
