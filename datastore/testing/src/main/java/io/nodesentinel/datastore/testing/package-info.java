/// Doubles for tests of programs that use the SDK: a datastore in memory that passes the contract
/// suite of all providers, a watcher to push changes into, and a builder of events.
@NullMarked
package io.nodesentinel.datastore.testing;

import org.jspecify.annotations.NullMarked;
