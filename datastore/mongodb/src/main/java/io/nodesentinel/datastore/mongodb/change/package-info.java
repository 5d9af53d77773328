/// Change streams: one cursor for each client, read by a thread of its own.
@NullMarked
package io.nodesentinel.datastore.mongodb.change;

import org.jspecify.annotations.NullMarked;
