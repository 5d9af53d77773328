/// The command line of the benchmark.
@NullMarked
package io.nodesentinel.e2e.bench;

import org.jspecify.annotations.NullMarked;
