@NullMarked
package io.nodesentinel.reconcilers.drain;

import org.jspecify.annotations.NullMarked;
