/// Connections: pool, TLS, what an SQLSTATE means.
@NullMarked
package io.nodesentinel.datastore.postgresql.connection;

import org.jspecify.annotations.NullMarked;
