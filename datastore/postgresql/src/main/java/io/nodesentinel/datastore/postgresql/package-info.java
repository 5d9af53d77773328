/// PostgreSQL as a datastore. Found by name, `DATASTORE_PROVIDER=postgresql`.
@NullMarked
package io.nodesentinel.datastore.postgresql;

import org.jspecify.annotations.NullMarked;
