package io.nodesentinel.operator.leader;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The lease as the API server has it.
///
/// @param holder empty if it was given back
/// @param version changes with every write
/// @param transitions how often it changed hands
/// @param acquiredAt since when the holder has it, for people to read; null if nobody said
public record LeaseView(
    String holder, String version, int transitions, @Nullable Instant acquiredAt) {}
