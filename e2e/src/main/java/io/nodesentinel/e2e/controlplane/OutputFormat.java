package io.nodesentinel.e2e.controlplane;

/// How a command prints its result. The names are what a person types.
enum OutputFormat {
  text,
  json
}
