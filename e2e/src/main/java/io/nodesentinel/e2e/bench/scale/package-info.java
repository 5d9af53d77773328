/// The long part: five thousand nodes with their pods, storms, look-alikes, and what all of it
/// costs.
@NullMarked
package io.nodesentinel.e2e.bench.scale;

import org.jspecify.annotations.NullMarked;
