@NullMarked
package io.nodesentinel.datastore.postgresql.schema;

import org.jspecify.annotations.NullMarked;
