package io.nodesentinel.datastore.postgresql.changelog;

import java.time.Duration;

/// How the change stream of this process is doing. Asked for now, not remembered.
///
/// @param connected the reader has its connection
/// @param watchers open ones
/// @param reads queries of the changelog by the reader since the start
/// @param failures connections lost or refused since the start
/// @param poison changelog rows that could not be read since the start
/// @param oldestTransaction age of the oldest transaction that writes anywhere on the server.
///   Changes that were committed after its beginning wait for its end
public record StreamHealth(
    boolean connected,
    int watchers,
    long reads,
    long failures,
    long poison,
    Duration oldestTransaction) {}
