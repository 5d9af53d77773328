package io.nodesentinel.reconcilers.port;

import io.nodesentinel.crds.NodeQuarantineSpec;
import io.nodesentinel.crds.NodeQuarantineStatus;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A `NodeQuarantine` as the decision side sees it.
///
/// @param madeByPerson somebody else than the operator asked for it
/// @param personFields fields of the spec that somebody else than the operator owns
/// @param deletedAt when a person deleted it, in whole seconds of the API server's clock; it stays
///   until [#finalizer] is gone. Null if nobody did
/// @param finalizer it carries ours
public record QuarantineView(
    String nodeName,
    String uid,
    String resourceVersion,
    long generation,
    NodeQuarantineSpec spec,
    boolean madeByPerson,
    Set<String> personFields,
    @Nullable Instant deletedAt,
    boolean finalizer,
    NodeQuarantineStatus status) {

  public QuarantineView {
    personFields = Set.copyOf(personFields);
  }

  /// A person deleted it.
  public boolean deleting() {
    return deletedAt != null;
  }
}
