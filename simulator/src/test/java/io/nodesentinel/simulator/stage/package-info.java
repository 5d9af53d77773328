/// Stories of the operator on the simulated API server, each named by the behaviour that it shows.
@NullMarked
package io.nodesentinel.simulator.stage;

import org.jspecify.annotations.NullMarked;
