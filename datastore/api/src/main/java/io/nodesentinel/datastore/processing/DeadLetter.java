package io.nodesentinel.datastore.processing;

import io.nodesentinel.datastore.change.Operation;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.Value;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A change that no attempt could handle.
///
/// @param client whose handler it was
/// @param id of the document that changed
/// @param document as it was delivered; null if the change had none
/// @param error type and message of the last failure, at most 2,000 characters
public record DeadLetter(
    String client,
    Operation operation,
    Collection collection,
    Value id,
    @Nullable Document document,
    String error,
    int attempts,
    Instant at) {}
