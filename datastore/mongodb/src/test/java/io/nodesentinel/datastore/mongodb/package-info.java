@NullMarked
package io.nodesentinel.datastore.mongodb;

import org.jspecify.annotations.NullMarked;
