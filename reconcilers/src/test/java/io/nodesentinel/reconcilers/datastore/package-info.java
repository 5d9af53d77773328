@NullMarked
package io.nodesentinel.reconcilers.datastore;

import org.jspecify.annotations.NullMarked;
