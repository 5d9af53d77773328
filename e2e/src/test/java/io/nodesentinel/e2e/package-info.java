/// Scenarios on a real API server, and the harness that plays them.
@NullMarked
package io.nodesentinel.e2e;

import org.jspecify.annotations.NullMarked;
