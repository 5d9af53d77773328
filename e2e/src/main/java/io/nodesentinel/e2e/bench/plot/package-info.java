/// Plots as SVG, drawn by hand: no script, no network, legible in light and in dark.
@NullMarked
package io.nodesentinel.e2e.bench.plot;

import org.jspecify.annotations.NullMarked;
