package io.nodesentinel.operator.cli;

import io.nodesentinel.operator.config.Leaving;
import io.nodesentinel.operator.control.LeaveProcess;
import io.nodesentinel.operator.control.OperatorProcess;

/// Where the operator's process is joined to the command line.
final class OperatorRunners {
  private OperatorRunners() {}

  static OperatorRunner production() {
    return OperatorProcess::run;
  }

  static OperatorRunner leaving(Leaving leaving) {
    return options -> LeaveProcess.run(options, leaving);
  }
}
