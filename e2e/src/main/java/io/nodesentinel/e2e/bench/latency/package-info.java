/// The quick part: latency, bursts, memory and start-up at a thousand nodes.
@NullMarked
package io.nodesentinel.e2e.bench.latency;

import org.jspecify.annotations.NullMarked;
