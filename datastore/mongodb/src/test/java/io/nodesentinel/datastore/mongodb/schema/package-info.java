@NullMarked
package io.nodesentinel.datastore.mongodb.schema;

import org.jspecify.annotations.NullMarked;
