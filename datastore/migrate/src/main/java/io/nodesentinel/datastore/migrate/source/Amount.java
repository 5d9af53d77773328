package io.nodesentinel.datastore.migrate.source;

/// How much of a source was read.
///
/// @param done so far
/// @param total of all; 0 if that is not known. For a collection an estimate
/// @param inBytes bytes of a file (as it lies there, packed or not), else documents
public record Amount(long done, long total, boolean inBytes) {}
