/// Tests of the simulator: that the decision side holds in it, and that it finds what is broken.
@NullMarked
package io.nodesentinel.simulator;

import org.jspecify.annotations.NullMarked;
