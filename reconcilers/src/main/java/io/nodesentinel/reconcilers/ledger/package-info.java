/// The ledger of faults of one node: how events open, repeat and close them. Pure.
@NullMarked
package io.nodesentinel.reconcilers.ledger;

import org.jspecify.annotations.NullMarked;
