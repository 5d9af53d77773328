package io.nodesentinel.operator.cli;

/// How log lines look. The names are what a person types.
enum LogFormat {
  /// One JSON object for each line, to the standard output.
  json,
  /// For people, to the error output.
  plain
}
