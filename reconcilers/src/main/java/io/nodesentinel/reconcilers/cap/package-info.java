/// How many nodes may be out at once.
@NullMarked
package io.nodesentinel.reconcilers.cap;

import org.jspecify.annotations.NullMarked;
