/// How documents lie in tables: which table, which id, which JSON.
@NullMarked
package io.nodesentinel.datastore.postgresql.record;

import org.jspecify.annotations.NullMarked;
