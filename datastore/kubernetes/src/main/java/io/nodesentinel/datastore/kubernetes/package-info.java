/// The API server as the store: `HealthEvent` objects, their order of arrival, their statuses, and
/// the pruning that keeps them few.
@NullMarked
package io.nodesentinel.datastore.kubernetes;

import org.jspecify.annotations.NullMarked;
