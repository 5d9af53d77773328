/// The tables, triggers and indexes in PostgreSQL, as versioned migrations.
@NullMarked
package io.nodesentinel.datastore.postgresql.schema;

import org.jspecify.annotations.NullMarked;
