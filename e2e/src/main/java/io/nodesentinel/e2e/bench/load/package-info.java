/// What is done to the operator, and the same done without it.
@NullMarked
package io.nodesentinel.e2e.bench.load;

import org.jspecify.annotations.NullMarked;
