package io.nodesentinel.reconcilers.quarantine;

import io.nodesentinel.reconcilers.port.ApiException;

/// Is told what is decided and what fails, for the log and the metrics. Must return at once.
/// Thread-safe.
public interface DecisionLog {

  /// A plan that does something was carried out to its end.
  ///
  /// @param session the node's session, empty if it has none
  void decided(String nodeName, String session, QuarantinePlan plan);

  /// A plan broke off; the node is looked at again.
  void brokeOff(String nodeName, QuarantinePlan plan, ApiException cause);
}
