/// Reading and writing `HealthEvent` objects as the documents of one collection.
///
/// Atomic is what the API server does in one request: the creation of an object without its status,
/// the status of one object, its annotations, a deletion. Whatever changes an object is conditional
/// on the version that was read, and is decided anew, a bounded number of times, if somebody else
/// was faster.
@NullMarked
package io.nodesentinel.datastore.kubernetes.client;

import org.jspecify.annotations.NullMarked;
