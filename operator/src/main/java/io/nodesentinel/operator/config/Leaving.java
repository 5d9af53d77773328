package io.nodesentinel.operator.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How the operator leaves a cluster: every node is put back as it was, nothing new is taken.
///
/// @param deployment in the operator's own namespace, whose replicas are ended first; null if
///   somebody else sees to that
/// @param timeout how long it may take
public record Leaving(@Nullable String deployment, Duration timeout) {
  public Leaving {
    Durations.requirePositive("leave-timeout", timeout);
  }
}
