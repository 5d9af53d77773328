@NullMarked
package io.nodesentinel.datastore.mongodb.change;

import org.jspecify.annotations.NullMarked;
