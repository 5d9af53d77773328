package io.nodesentinel.reconcilers.port;

import io.nodesentinel.datastore.NodeEvents;
import java.time.InstantSource;
import java.util.function.Supplier;

/// Everything outside that the decision side touches.
///
/// @param newSessionId a fresh id for each call, unique for the life of the cluster
public record Ports(
    InstantSource clock,
    Nodes nodes,
    Quarantines quarantines,
    Pods pods,
    Evictions evictions,
    NodeEvents store,
    Announcer announcer,
    Looks looks,
    Leadership leadership,
    Together together,
    Supplier<String> newSessionId) {}
