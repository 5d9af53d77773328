package io.nodesentinel.simulator.stage;

/// One thing that happens in a story, or that must be so by then.
@FunctionalInterface
interface Step {
  void on(Stage stage);
}
