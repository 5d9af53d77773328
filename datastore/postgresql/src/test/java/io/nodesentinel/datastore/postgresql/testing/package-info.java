/// Real PostgreSQL servers for tests.
@NullMarked
package io.nodesentinel.datastore.postgresql.testing;

import org.jspecify.annotations.NullMarked;
