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
    NodeQuarantineStatus status) {}
