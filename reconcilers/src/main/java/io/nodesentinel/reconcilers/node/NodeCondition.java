package io.nodesentinel.reconcilers.node;

/// One entry of a node's `status.conditions`, without its times.
public record NodeCondition(String type, String status, String reason) {}
