/// Measures the change stream on a real PostgreSQL server, each figure beside what plain INSERTs
/// reach on the same server in the same run, and counts what is lost.
@NullMarked
package io.nodesentinel.e2e.bench.datastore;

import org.jspecify.annotations.NullMarked;
