/// The benchmark of the change stream.
@NullMarked
package io.nodesentinel.e2e.bench.datastore;

import org.jspecify.annotations.NullMarked;
