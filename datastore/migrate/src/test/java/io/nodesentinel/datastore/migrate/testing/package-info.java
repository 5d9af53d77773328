/// What the tests of migrations share: a database, exports, a process to kill.
@NullMarked
package io.nodesentinel.datastore.migrate.testing;

import org.jspecify.annotations.NullMarked;
