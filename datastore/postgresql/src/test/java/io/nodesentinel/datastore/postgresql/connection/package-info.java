/// Tests of connections and TLS, on real servers with certificates that are made for the test.
@NullMarked
package io.nodesentinel.datastore.postgresql.connection;

import org.jspecify.annotations.NullMarked;
