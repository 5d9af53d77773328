@NullMarked
package io.nodesentinel.datastore.mongodb.bson;

import org.jspecify.annotations.NullMarked;
