/// Connections: settings of the driver, TLS, what an error of the driver means.
@NullMarked
package io.nodesentinel.datastore.mongodb.connection;

import org.jspecify.annotations.NullMarked;
