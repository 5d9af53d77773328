/// The health events of a datastore, of any provider, as the operator looks at them: what is open
/// in memory, kept up to date by the change stream, with conditional writes of statuses; and
/// together with those that are objects in one order per node.
@NullMarked
package io.nodesentinel.datastore.bridge;

import org.jspecify.annotations.NullMarked;
