/// `HealthEvent` objects as documents of the SDK, and back.
@NullMarked
package io.nodesentinel.datastore.kubernetes.object;

import org.jspecify.annotations.NullMarked;
