@NullMarked
package io.nodesentinel.reconcilers.quarantine;

import org.jspecify.annotations.NullMarked;
