/// Opening a datastore, and what a provider of one implements.
@NullMarked
package io.nodesentinel.datastore.spi;

import org.jspecify.annotations.NullMarked;
