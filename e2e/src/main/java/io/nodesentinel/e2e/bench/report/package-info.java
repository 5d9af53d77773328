/// What came out: samples, rows, facts.
@NullMarked
package io.nodesentinel.e2e.bench.report;

import org.jspecify.annotations.NullMarked;
