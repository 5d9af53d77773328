/// The cluster that is measured: a client that adds nothing, watches, and the counters of server
/// and system.
@NullMarked
package io.nodesentinel.e2e.bench.cluster;

import org.jspecify.annotations.NullMarked;
