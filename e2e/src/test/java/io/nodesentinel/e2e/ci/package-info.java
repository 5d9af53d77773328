/// What public forges run.
@NullMarked
package io.nodesentinel.e2e.ci;

import org.jspecify.annotations.NullMarked;
