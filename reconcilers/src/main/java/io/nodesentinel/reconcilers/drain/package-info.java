/// Moving the work off a quarantined node. Pure, but for the one adapter.
@NullMarked
package io.nodesentinel.reconcilers.drain;

import org.jspecify.annotations.NullMarked;
