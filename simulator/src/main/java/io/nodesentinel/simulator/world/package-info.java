/// Time, chance, and what happens in a schedule.
@NullMarked
package io.nodesentinel.simulator.world;

import org.jspecify.annotations.NullMarked;
