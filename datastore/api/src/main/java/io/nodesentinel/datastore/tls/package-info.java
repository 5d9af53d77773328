/// TLS from PEM files that are read again when they change, for every provider with connections.
@NullMarked
package io.nodesentinel.datastore.tls;

import org.jspecify.annotations.NullMarked;
