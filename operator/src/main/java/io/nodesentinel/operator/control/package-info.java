/// What drives the decision side: queues, informers, leadership, and the order of start and stop.
@NullMarked
package io.nodesentinel.operator.control;

import org.jspecify.annotations.NullMarked;
