/// MongoDB as a datastore. Found by name, `DATASTORE_PROVIDER=mongodb`.
@NullMarked
package io.nodesentinel.datastore.mongodb;

import org.jspecify.annotations.NullMarked;
