@NullMarked
package io.nodesentinel.reconcilers.ledger;

import org.jspecify.annotations.NullMarked;
