/// Reading and writing documents, the same on every provider.
@NullMarked
package io.nodesentinel.datastore.client;

import org.jspecify.annotations.NullMarked;
