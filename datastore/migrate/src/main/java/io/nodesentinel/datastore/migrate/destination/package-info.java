/// The PostgreSQL database that documents are moved to.
@NullMarked
package io.nodesentinel.datastore.migrate.destination;

import org.jspecify.annotations.NullMarked;
