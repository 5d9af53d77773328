/// The contract of all providers: on a double in memory for what it can do, and on a real server
/// where there is one.
@NullMarked
package io.nodesentinel.datastore.mongodb.contract;

import org.jspecify.annotations.NullMarked;
