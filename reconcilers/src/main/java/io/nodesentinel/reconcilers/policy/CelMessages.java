package io.nodesentinel.reconcilers.policy;

import dev.cel.common.CelIssue;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.CelValidationException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The CEL compiler's messages, for people who write policies.
final class CelMessages {
  private static final Pattern UNDEFINED_FIELD = Pattern.compile("undefined field '([^']*)'");
  private static final Pattern UNDECLARED =
      Pattern.compile("undeclared reference to '([^']*)'(?: \\(in container ''\\))?");
  private static final Pattern NOT_BOOL = Pattern.compile("expected type 'bool' but found '(.*)'");
  private static final Pattern CANDIDATES =
      Pattern.compile(" \\(candidates: .*\\)$", Pattern.DOTALL);
  private static final int MAX_MESSAGE = 500;

  private CelMessages() {}

  /// Line and column (both from 1), the compiler's words, and what would be right where that is
  /// known. Only the first problem: the others often only follow from it.
  static String explain(CelValidationException error, CelEnvironment environment) {
    List<CelIssue> issues = error.getErrors();
    if (issues.isEmpty()) {
      return shorten(String.valueOf(error.getMessage()));
    }
    CelIssue issue = issues.getFirst();
    CelSourceLocation at = issue.getSourceLocation();
    String where =
        at.getLine() > 0 ? "line " + at.getLine() + ", column " + (at.getColumn() + 1) + ": " : "";
    return where + withAdvice(shorten(issue.getMessage()), environment);
  }

  private static String withAdvice(String message, CelEnvironment environment) {
    String variable = environment.variable();
    Matcher field = UNDEFINED_FIELD.matcher(message);
    if (field.find()) {
      return message
          + closest(field.group(1), environment)
              .map(name -> ", did you mean '" + name + "'?")
              .orElse(" (fields here: " + String.join(", ", environment.fieldNames()) + ")");
    }
    Matcher undeclared = UNDECLARED.matcher(message);
    if (undeclared.find()) {
      String name = undeclared.group(1);
      String other = variable.equals("event") ? "node" : "event";
      String otherKind = other.equals("node") ? "Node" : "HealthEvent";
      String plain = "undeclared reference to '" + name + "'";
      return name.equals(other)
          ? plain
              + ", this expression sees only '"
              + variable
              + "': put what is about the "
              + other
              + " into an expression of kind "
              + otherKind
          : plain + ", the variable here is '" + variable + "'";
    }
    if (NOT_BOOL.matcher(message).find()) {
      return message + ", an expression must say true or false, for example by a comparison";
    }
    return CANDIDATES.matcher(message).replaceFirst("");
  }

  private static Optional<String> closest(String name, CelEnvironment environment) {
    String wanted = name.toLowerCase(Locale.ROOT);
    int limit = Math.max(1, name.length() / 3);
    return environment.fieldNames().stream()
        .filter(known -> distance(wanted, known.toLowerCase(Locale.ROOT)) <= limit)
        .min(Comparator.comparingInt(known -> distance(wanted, known.toLowerCase(Locale.ROOT))));
  }

  /// Levenshtein's.
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }

  private static String shorten(String message) {
    return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE - 1) + "…";
  }
}
