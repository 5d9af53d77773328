@NullMarked
package io.nodesentinel.datastore.postgresql.changelog;

import org.jspecify.annotations.NullMarked;
