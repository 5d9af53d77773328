/// The datastore SDK on a real API server.
@NullMarked
package io.nodesentinel.e2e.datastore;

import org.jspecify.annotations.NullMarked;
