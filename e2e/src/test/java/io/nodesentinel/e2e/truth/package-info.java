/// Whether the simulated API server answers as the real one does.
@NullMarked
package io.nodesentinel.e2e.truth;

import org.jspecify.annotations.NullMarked;
