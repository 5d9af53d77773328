package io.nodesentinel.reconcilers.quarantine;

import io.nodesentinel.crds.DrainRequest;
import io.nodesentinel.crds.NodeQuarantineSpec;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.port.QuarantineView;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The spec of a `NodeQuarantine` that the operator makes: what its faults ask for, less the fields
/// that a person has taken over.
final class Requests {
  /// The schema's bound; a longer text would make the API server refuse the whole object.
  private static final int MAX_REASON = 256;

  private Requests() {}

  static NodeQuarantineSpec spec(
      String nodeName, Actions actions, String reason, Set<String> taken) {
    return new NodeQuarantineSpec(
        nodeName,
        taken.contains("reason") ? null : shortened(reason),
        NodeMarks.FIELD_MANAGER,
        taken.contains("cordon") ? null : Boolean.valueOf(actions.cordon()),
        taken.contains("taints") ? List.of() : StatusFold.taints(actions.taints()),
        taken.contains("labels") ? Map.of() : actions.labels(),
        taken.contains("drain") ? null : new DrainRequest(actions.drain(), null));
  }

  private static String shortened(String reason) {
    return reason.codePointCount(0, reason.length()) <= MAX_REASON
        ? reason
        : reason.substring(0, reason.offsetByCodePoints(0, MAX_REASON - 1)) + "…";
  }

  /// The fields of ours in `present` say something else than `wanted`.
  static boolean differs(
      NodeQuarantineSpec wanted, @Nullable QuarantineView present, Set<String> taken) {
    if (present == null) {
      return true;
    }
    NodeQuarantineSpec is = present.spec();
    return !taken.contains("reason") && !Objects.equals(wanted.reason(), is.reason())
        || !taken.contains("cordon") && wanted.wantsCordon() != is.wantsCordon()
        || !taken.contains("taints") && !wanted.taints().equals(is.taints())
        || !taken.contains("labels") && !wanted.labels().equals(is.labels())
        || !taken.contains("drain") && wanted.wantsDrain() != is.wantsDrain();
  }
}
