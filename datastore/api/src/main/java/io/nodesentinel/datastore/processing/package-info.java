/// Handling changes: in order for each key, in parallel across keys, bounded, and without losing
/// one.
///
/// The stored position of a client is its low-water mark: every change up to it was handled, was
/// set aside as a dead letter, or did not concern the client. After a crash the changes above it
/// come again, so a handler must be idempotent by document id.
@NullMarked
package io.nodesentinel.datastore.processing;

import org.jspecify.annotations.NullMarked;
