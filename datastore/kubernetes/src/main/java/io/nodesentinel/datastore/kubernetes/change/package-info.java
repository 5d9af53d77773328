/// Changes of `HealthEvent` objects, by watches of the API server.
///
/// A position is a `resourceVersion`. The API server keeps changes for minutes, not days: a client
/// that comes back later is told of a gap and reads the objects themselves. A change is told once
/// for each time that an object was written, without the document before it.
@NullMarked
package io.nodesentinel.datastore.kubernetes.change;

import org.jspecify.annotations.NullMarked;
