/// Documents of MongoDB as the rows that PostgreSQL keeps.
@NullMarked
package io.nodesentinel.datastore.migrate.convert;

import org.jspecify.annotations.NullMarked;
