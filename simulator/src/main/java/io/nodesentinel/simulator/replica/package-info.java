/// One operator process in the simulated world: the real decision side over simulated connections.
@NullMarked
package io.nodesentinel.simulator.replica;

import org.jspecify.annotations.NullMarked;
