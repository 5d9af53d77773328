/// What a database gets from us: indexes, and the claim of a cluster.
@NullMarked
package io.nodesentinel.datastore.mongodb.schema;

import org.jspecify.annotations.NullMarked;
