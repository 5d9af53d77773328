package io.nodesentinel.reconcilers.drain;

import io.nodesentinel.reconcilers.port.EvictionResult;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is known of the eviction of one pod UID.
///
/// @param tries how often the API server was asked
/// @param result the last answer; null while one is under way
/// @param since when it was first answered like that
/// @param next not to be asked again before; null for never
public record EvictionAttempt(
    int tries, @Nullable EvictionResult result, Instant since, @Nullable Instant next) {}
