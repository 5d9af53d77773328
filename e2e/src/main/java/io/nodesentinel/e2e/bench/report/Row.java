package io.nodesentinel.e2e.bench.report;

import java.util.Optional;

/// One line of the result.
///
/// @param beside what the same run reached without the operator; may be empty
/// @param target may be empty
/// @param met empty where there is no target
public record Row(
    String what, String measured, String beside, String target, Optional<Boolean> met) {
  public static Row of(String what, String measured, String beside) {
    return new Row(what, measured, beside, "", Optional.empty());
  }

  public static Row of(String what, String measured, String beside, String target, boolean met) {
    return new Row(what, measured, beside, target, Optional.of(met));
  }

  public String verdict() {
    return met.map(yes -> yes ? "yes" : "NO").orElse("-");
  }
}
