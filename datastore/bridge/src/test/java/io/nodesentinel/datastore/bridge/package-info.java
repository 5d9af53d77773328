@NullMarked
package io.nodesentinel.datastore.bridge;

import org.jspecify.annotations.NullMarked;
