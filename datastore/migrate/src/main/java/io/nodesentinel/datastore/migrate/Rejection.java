package io.nodesentinel.datastore.migrate;

/// Something of the source that is not in PostgreSQL.
///
/// @param place such as `line 17`
/// @param id of the document; empty if it has none or cannot be read
/// @param reason a sentence that quotes no value
public record Rejection(String place, String id, String reason) {}
