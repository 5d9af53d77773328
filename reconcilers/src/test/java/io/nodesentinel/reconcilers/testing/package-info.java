@NullMarked
package io.nodesentinel.reconcilers.testing;

import org.jspecify.annotations.NullMarked;
