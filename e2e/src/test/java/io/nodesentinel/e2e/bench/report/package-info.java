/// The parts of the benchmark that compute.
@NullMarked
package io.nodesentinel.e2e.bench.report;

import org.jspecify.annotations.NullMarked;
