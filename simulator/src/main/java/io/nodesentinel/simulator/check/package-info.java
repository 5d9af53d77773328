/// What must hold at every step and at rest, each by its name.
@NullMarked
package io.nodesentinel.simulator.check;

import org.jspecify.annotations.NullMarked;
