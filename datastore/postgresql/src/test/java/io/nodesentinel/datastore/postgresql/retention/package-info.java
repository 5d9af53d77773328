/// What is removed for its age.
@NullMarked
package io.nodesentinel.datastore.postgresql.retention;

import org.jspecify.annotations.NullMarked;
