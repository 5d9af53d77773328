package io.nodesentinel.reconcilers.port;

import io.nodesentinel.crds.NodeQuarantineSpec;
import io.nodesentinel.crds.NodeQuarantineStatus;
import java.util.Set;

/// A `NodeQuarantine` as the decision side sees it.
///
/// @param madeByPerson somebody else than the operator asked for it
/// @param personFields fields of the spec that somebody else than the operator owns
/// @param deleting a person deleted it; it stays until [#finalizer] is gone
/// @param finalizer it carries ours
public record QuarantineView(
    String nodeName,
    String uid,
    String resourceVersion,
    long generation,
    NodeQuarantineSpec spec,
    boolean madeByPerson,
    Set<String> personFields,
    boolean deleting,
    boolean finalizer,
    NodeQuarantineStatus status) {

  public QuarantineView {
    personFields = Set.copyOf(personFields);
  }
}
