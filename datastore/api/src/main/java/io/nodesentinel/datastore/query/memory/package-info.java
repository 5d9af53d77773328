/// Filters, updates and pipelines carried out in process: the reference of what they mean, the
/// in-memory provider, and what other providers leave to the client.
@NullMarked
package io.nodesentinel.datastore.query.memory;

import org.jspecify.annotations.NullMarked;
