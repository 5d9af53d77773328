/// What is removed when it is old: events that are closed, and dead letters. The changelog, which
/// nobody keeps for its age, is pruned elsewhere.
@NullMarked
package io.nodesentinel.datastore.postgresql.retention;

import org.jspecify.annotations.NullMarked;
