package io.nodesentinel.reconcilers.port;

import io.nodesentinel.crds.NodeQuarantineSpec;
import io.nodesentinel.crds.NodeQuarantineStatus;
import org.jspecify.annotations.Nullable;

/// What a `NodeQuarantine` shall be.
///
/// @param base what it was decided on; null creates the object
/// @param spec the fields the operator wants to own; null leaves the spec alone
public record QuarantineWrite(
    String nodeName,
    @Nullable QuarantineView base,
    @Nullable NodeQuarantineSpec spec,
    NodeQuarantineStatus status) {

  /// The status as it is written after the spec: it speaks of the version that the spec has made,
  /// since both were decided together. Said later it would cost each session one more write.
  ///
  /// @param generation of the object once its spec is written
  public NodeQuarantineStatus statusAt(long generation) {
    Long decidedOn = status.observedGeneration();
    if (decidedOn == null || decidedOn == generation) {
      return status;
    }
    return status
        .withObservedGeneration(generation)
        .withConditions(
            status.conditions().stream()
                .map(c ->
                    decidedOn.equals(c.observedGeneration())
                        ? c.withObservedGeneration(generation)
                        : c)
                .toList());
  }
}
