/// The parts of the benchmark that compute.
@NullMarked
package io.nodesentinel.e2e.bench.scale;

import org.jspecify.annotations.NullMarked;
