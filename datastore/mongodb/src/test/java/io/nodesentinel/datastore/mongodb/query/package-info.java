@NullMarked
package io.nodesentinel.datastore.mongodb.query;

import org.jspecify.annotations.NullMarked;
