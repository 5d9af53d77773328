package io.nodesentinel.e2e.bench.plot;

import java.util.Locale;

/// What a colour stands for, the same in every plot. The colours themselves are in the style sheet,
/// once for light and once for dark.
public enum Hue {
  /// The operator, and the replica that leads.
  OPERATOR,
  /// The bare client that it is compared with.
  BARE,
  /// The replica that stands by.
  STANDBY,
  /// What it would be without the measure in question.
  WITHOUT;

  String css() {
    return name().toLowerCase(Locale.ROOT);
  }
}
