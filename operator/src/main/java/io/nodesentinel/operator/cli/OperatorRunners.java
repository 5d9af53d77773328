package io.nodesentinel.operator.cli;

import io.nodesentinel.operator.control.OperatorProcess;

/// Where the operator's process is joined to the command line.
final class OperatorRunners {
  private OperatorRunners() {}

  static OperatorRunner production() {
    return OperatorProcess::run;
  }
}
