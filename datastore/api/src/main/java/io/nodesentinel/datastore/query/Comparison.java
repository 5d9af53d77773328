package io.nodesentinel.datastore.query;

/// On which side of the operand a value lies.
public enum Comparison {
  GREATER("greater than"),
  GREATER_OR_EQUAL("greater than or equal to"),
  LESS("less than"),
  LESS_OR_EQUAL("less than or equal to");

  private final String words;

  Comparison(String words) {
    this.words = words;
  }

  /// For messages.
  public String words() {
    return words;
  }

  /// @param sign of the comparison of the value with the operand
  public boolean holds(int sign) {
    return switch (this) {
      case GREATER -> sign > 0;
      case GREATER_OR_EQUAL -> sign >= 0;
      case LESS -> sign < 0;
      case LESS_OR_EQUAL -> sign <= 0;
    };
  }
}
