@NullMarked
package io.nodesentinel.datastore.mongodb.connection;

import org.jspecify.annotations.NullMarked;
