/// Moving house: events from MongoDB, or from files of `mongoexport`, to PostgreSQL. Ids, dates and
/// contents stay; what cannot be moved is named.
@NullMarked
package io.nodesentinel.datastore.migrate;

import org.jspecify.annotations.NullMarked;
