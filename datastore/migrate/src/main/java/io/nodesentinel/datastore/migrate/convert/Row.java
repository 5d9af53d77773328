package io.nodesentinel.datastore.migrate.convert;

import io.nodesentinel.datastore.document.Value;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A document as it is stored in PostgreSQL.
///
/// @param record the row's id
/// @param id the document's
/// @param json the column `document`, in UTF-8
/// @param createdAt of the row, unless the document says so itself; null if nothing says it
/// @param checksum of the document with its `_id`
/// @param factsChecksum of the same without `healtheventstatus`, which the operator writes
@SuppressWarnings("ArrayRecordComponent") // Rows are not compared.
public record Row(
    UUID record,
    Value id,
    byte[] json,
    @Nullable Instant createdAt,
    byte[] checksum,
    byte[] factsChecksum) {}
