/// Reading and writing documents.
@NullMarked
package io.nodesentinel.datastore.postgresql.client;

import org.jspecify.annotations.NullMarked;
