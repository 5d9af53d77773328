package io.nodesentinel.simulator.replica;

import io.nodesentinel.reconcilers.port.ApiException;
import io.nodesentinel.reconcilers.quarantine.DecisionLog;
import io.nodesentinel.reconcilers.quarantine.QuarantinePlan;
import io.nodesentinel.simulator.world.Trace;

/// What one process decides, as lines of the history.
record TracedDecisions(Trace trace, String name) implements DecisionLog {
  @Override
  public void decided(String nodeName, String session, QuarantinePlan plan) {
    trace.say(name, () -> nodeName + ": " + plan.decision() + " " + session + " " + plan.reason());
  }

  @Override
  public void brokeOff(String nodeName, QuarantinePlan plan, ApiException cause) {
    trace.say(name, () -> nodeName + ": " + plan.decision() + " broke off: " + cause.getMessage());
  }
}
