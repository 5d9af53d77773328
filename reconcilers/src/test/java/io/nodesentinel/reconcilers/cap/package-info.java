@NullMarked
package io.nodesentinel.reconcilers.cap;

import org.jspecify.annotations.NullMarked;
