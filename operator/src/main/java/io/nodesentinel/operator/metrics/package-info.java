/// What the operator tells Prometheus and its log. No label grows with nodes, pods or texts.
@NullMarked
package io.nodesentinel.operator.metrics;

import org.jspecify.annotations.NullMarked;
