package io.nodesentinel.datastore.postgresql.changelog;

import io.nodesentinel.datastore.change.Operation;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.Value;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One change as read, with documents as clients see them.
///
/// @param size characters of JSON it was read from, as a measure of its weight in memory
record ChangelogRow(
    StreamPosition position,
    Operation operation,
    Collection collection,
    Value id,
    @Nullable Document before,
    @Nullable Document after,
    boolean superseded,
    String writer,
    Instant committedAt,
    int size) {}
