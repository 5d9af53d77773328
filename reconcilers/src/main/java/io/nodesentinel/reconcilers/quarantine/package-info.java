/// The decision for one node: session, ownership, release, cancel. Pure, but for the one adapter.
@NullMarked
package io.nodesentinel.reconcilers.quarantine;

import org.jspecify.annotations.NullMarked;
