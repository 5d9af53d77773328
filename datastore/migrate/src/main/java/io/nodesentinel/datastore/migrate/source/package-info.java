/// Where documents come from: files of `mongoexport`, and collections of a running MongoDB.
@NullMarked
package io.nodesentinel.datastore.migrate.source;

import org.jspecify.annotations.NullMarked;
