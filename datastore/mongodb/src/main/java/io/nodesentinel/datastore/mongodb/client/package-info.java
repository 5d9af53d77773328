/// Reading and writing.
@NullMarked
package io.nodesentinel.datastore.mongodb.client;

import org.jspecify.annotations.NullMarked;
