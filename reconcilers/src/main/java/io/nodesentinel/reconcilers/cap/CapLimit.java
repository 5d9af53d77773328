package io.nodesentinel.reconcilers.cap;

/// A number of nodes, or a share of all nodes. A share rounds up; the limit is never below 1.
public sealed interface CapLimit {

  /// How many of `total` nodes.
  int of(int total);

  /// A number of nodes, at least 1.
  record Count(int nodes) implements CapLimit {
    @Override
    public int of(int total) {
      return Math.max(1, nodes);
    }
  }

  /// A share of all nodes, 1 to 100.
  record Percent(int percent) implements CapLimit {
    @Override
    public int of(int total) {
      return Math.max(1, (int) Math.ceilDiv((long) total * percent, 100L));
    }
  }

  /// Reads `15` or `10%`.
  ///
  /// @throws IllegalArgumentException with a sentence that says what would be right
  static CapLimit parse(String text) {
    String trimmed = text.trim();
    boolean percent = trimmed.endsWith("%");
    String digits = percent ? trimmed.substring(0, trimmed.length() - 1) : trimmed;
    if (!digits.matches("[0-9]{1,6}")) {
      throw new IllegalArgumentException(
          "'" + text + "' is neither a number of nodes such as 15 nor a share such as 10%");
    }
    int number = Integer.parseInt(digits);
    if (percent && (number < 1 || number > 100)) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a share of the nodes: it must be from 1% to 100%");
    }
    if (!percent && number < 1) {
      throw new IllegalArgumentException("at least 1 node must be allowed to go out, not " + text);
    }
    return percent ? new Percent(number) : new Count(number);
  }
}
